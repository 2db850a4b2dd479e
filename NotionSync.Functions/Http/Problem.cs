using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace NotionSync.Http;

/// <summary>
/// An error as callers see it: problem details of RFC 9457 with a stable <see cref="Code"/>. The type is
/// <c>about:blank</c>, which says that the title is that of the status and the code tells the rest.
/// </summary>
public sealed record Problem(int Status, string Code, string Detail)
{
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = "about:blank";

    [JsonPropertyOrder(-1)]
    public string Title => Status is StatusCodes.Status499ClientClosedRequest ? "Client Closed Request" : ReasonPhrases.GetReasonPhrase(Status);

    public string TraceId { get; init; } = string.Empty;

    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    internal async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;

        response.StatusCode = Status;

        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Status is StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        await response.WriteAsJsonAsync(
            this with { TraceId = context.TraceIdentifier }, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
