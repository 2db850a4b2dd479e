using System.Net;

namespace NotionSync.Cli.Api;

/// <summary>The API refused a request.</summary>
/// <param name="status">Its status.</param>
/// <param name="code">The stable code of its problem details; null when it sent none.</param>
/// <param name="message">What it said, for a person.</param>
internal sealed class ApiException(HttpStatusCode status, string? code, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string? Code { get; } = code;
}
