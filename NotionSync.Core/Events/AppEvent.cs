using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Events;

/// <summary>Something that happened to a tenant.</summary>
/// <param name="Id">
/// Follows from what happened, so that work that is done twice tells of it under the same id. Goes out as
/// <c>webhook-id</c>, by which the receiver knows what it had before.
/// </param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
public sealed record AppEvent(string TenantId, string Id, string Type, EventData Data)
{
    private const int MaxTitle = 200;

    /// <param name="type">Of the <c>connection.</c> types.</param>
    /// <param name="occasion">Tells one time from another at which the same happens to the same generation.</param>
    public static AppEvent Of(Connection connection, string type, DateTimeOffset? occasion = null)
    {
        ArgumentNullException.ThrowIfNull(connection);

        return new(
            connection.TenantId,
            IdOf(connection.TenantId, $"{type} {occasion?.UtcTicks}", connection.Id, connection.Generation),
            type,
            new() { Connection = new(connection.Id, connection.Provider, connection.Status, connection.Workspace.Id, connection.Workspace.Name) });
    }

    /// <summary>That a run is over.</summary>
    public static AppEvent Of(Import import)
    {
        ArgumentNullException.ThrowIfNull(import);

        return new(
            import.TenantId,
            IdOf(import.TenantId, EventTypes.ImportFinished, import.Id, 0),
            EventTypes.ImportFinished,
            new() { Import = new(import.Id, import.Kind, import.ConnectionId, import.Status, import.StartedAt, import.FinishedAt, import.ErrorCode) });
    }

    /// <param name="type">Of the <c>document.</c> types.</param>
    /// <param name="occasion">Tells one time from another at which the same happens to the same version: the moment it went missing, for example.</param>
    public static AppEvent Of(Document document, string type, DateTimeOffset? occasion = null)
    {
        ArgumentNullException.ThrowIfNull(document);

        return new(
            document.TenantId,
            IdOf(document.TenantId, $"{type} {occasion?.UtcTicks}", document.Id, document.LatestVersion),
            type,
            new()
            {
                Document = new(
                    document.Id,
                    document.Title.Length > MaxTitle ? document.Title[..MaxTitle] : document.Title,
                    document.Kind,
                    document.Version,
                    document.PendingVersion,
                    document.AccessLevel,
                    document.Status,
                    document.Source.ConnectionId,
                    document.Source.Id,
                    document.Source.Url),
            });
    }

    private static string IdOf(string tenantId, string what, string subject, int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{tenantId.Length}:{tenantId}\n{what}\n{subject}\n{number}");
        return $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}";
    }
}
