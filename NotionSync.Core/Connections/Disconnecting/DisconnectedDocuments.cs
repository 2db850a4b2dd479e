using NotionSync.Auditing;
using NotionSync.Documents;
using NotionSync.Records;

namespace NotionSync.Connections.Disconnecting;

/// <summary>The documents of a connection that was ended: marked, or removed, a part of the library at a time.</summary>
public sealed class DisconnectedDocuments(IDocumentStore documents, DocumentLibrary library, AuditLog audit, TimeProvider time)
{
    private const int PageSize = 100;
    private const int AtOnce = 8;

    /// <summary>Well below what a function may take; the rest is for the next message.</summary>
    private static readonly TimeSpan LongestPart = TimeSpan.FromSeconds(30);

    /// <returns>Where to go on; null: all are done.</returns>
    public async Task<string?> ClearAsync(string tenantId, string connectionId, bool removes, string? continuation, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var filter = new DocumentFilter(ConnectionId: connectionId);

        do
        {
            var page = await documents.ListAsync(tenantId, filter, continuation, PageSize, cancellationToken);

            await Parallel.ForEachAsync(
                page.Items,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (document, stopping) => await (removes ? RemoveAsync(document, stopping) : MarkAsync(document, stopping)));

            continuation = page.Continuation;
        }
        while (continuation is not null && time.GetElapsedTime(started) < LongestPart);

        return continuation;
    }

    /// <summary>Does to one document what <see cref="ClearAsync"/> does to all.</summary>
    public async Task ClearOneAsync(string tenantId, string documentId, bool removes, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(tenantId, documentId, cancellationToken) is { } document)
        {
            await (removes ? RemoveAsync(document, cancellationToken) : MarkAsync(document, cancellationToken));
        }
    }

    private async Task MarkAsync(Document? document, CancellationToken cancellationToken)
    {
        while (document is { Status: not DocumentStatus.Disconnected }
            && await documents.TrySaveAsync(document with { Status = DocumentStatus.Disconnected }, words: null, [Entry(document)], cancellationToken) is null)
        {
            document = await documents.FindAsync(document.TenantId, document.Id, cancellationToken);
        }
    }

    private RecordWrite Entry(Document document)
        => audit.Write("system", "document.disconnected", $"document:{document.Id}", ("connection", document.Source.ConnectionId));

    private async Task RemoveAsync(Document document, CancellationToken cancellationToken)
    {
        try
        {
            await library.RemoveAsync(document.TenantId, document.Id, "system", cancellationToken);
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.NotFound)
        {
            // Somebody else removed it.
        }
    }
}
