using Microsoft.Extensions.Logging;

namespace NotionSync.Notion;

/// <summary>
/// Reads one connection's content from Notion. There is no call that writes. Cheap to make, one per use; safe for
/// calls at the same time.
/// </summary>
/// <remarks>
/// Every call throws <see cref="NotionException"/> when it fails for good, and <see cref="NotionRateLimitedException"/>
/// when it would have to wait more than two seconds for the limit. Lists have at most 100 items an answer.
/// </remarks>
public sealed class NotionClient(
    HttpClient http,
    NotionCredentials credentials,
    IRequestThrottle throttle,
    NotionOptions options,
    TimeProvider time,
    ILogger<NotionClient> logger)
{
    private readonly NotionTransport _transport = new(http, credentials, throttle, options, time, logger);

    /// <summary>Requests that this client has sent so far, retries included.</summary>
    public int CallsMade => _transport.CallsMade;

    /// <summary>How many of them were repetitions.</summary>
    public int Retries => _transport.Retries;

    /// <summary>Tries that ended without a proper answer: 5xx, broken, or none at all.</summary>
    public int ServerErrors => _transport.ServerErrors;

    /// <summary>Time that this client's calls have waited for the limit.</summary>
    public TimeSpan Waited => _transport.Waited;

    /// <summary>The bot that the credentials belong to; tells whether they work and which workspace they open.</summary>
    public Task<NotionUser> GetMeAsync(CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("users/me", "v1/users/me"), NotionJson.ReadUser, cancellationToken);

    /// <summary>Any read, as Notion answers it. What is no read the guard refuses.</summary>
    internal Task<ReadOnlyMemory<byte>> SendAsync(NotionCall call, CancellationToken cancellationToken)
        => _transport.SendAsync(call, json => json, cancellationToken);

    /// <summary>The users as Notion wrote them.</summary>
    internal Task<NotionList<ReadOnlyMemory<byte>>> ListRawUsersAsync(string? cursor, CancellationToken cancellationToken)
        => _transport.SendAsync(
            NotionCall.List("users", "v1/users", cursor),
            json => NotionJson.ReadList(json, user => user),
            cancellationToken);

    public Task<NotionObject> GetPageAsync(NotionId id, CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("pages/{id}", $"v1/pages/{id}"), NotionJson.ReadObject, cancellationToken);

    /// <summary>More of a property than a page object carries: more than 25 references, and roll-ups over them.</summary>
    /// <param name="propertyId">As Notion wrote it, which is already encoded for an address.</param>
    public Task<NotionPropertyItems> GetPagePropertyAsync(NotionId pageId, string propertyId, string? cursor, CancellationToken cancellationToken)
        => _transport.SendAsync(
            NotionCall.List("pages/{id}/properties/{id}", $"v1/pages/{pageId}/properties/{EncodeOnce(propertyId)}", cursor),
            NotionJson.ReadPropertyItems,
            cancellationToken);

    /// <summary>A page or block in Notion's own Markdown, in one call.</summary>
    public Task<NotionMarkdown> GetPageMarkdownAsync(NotionId id, CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("pages/{id}/markdown", $"v1/pages/{id}/markdown"), NotionJson.ReadMarkdown, cancellationToken);

    public Task<Block> GetBlockAsync(NotionId id, CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("blocks/{id}", $"v1/blocks/{id}"), BlockJson.ReadBlock, cancellationToken);

    public Task<BlockChildren> GetBlockChildrenAsync(NotionId id, string? cursor, CancellationToken cancellationToken)
        => _transport.SendAsync(
            NotionCall.List("blocks/{id}/children", $"v1/blocks/{id}/children", cursor),
            json => new BlockChildren(json, BlockJson.ReadPage(json)),
            cancellationToken);

    /// <summary>The blocks below a page or block, each read from its own bytes.</summary>
    internal Task<NotionList<T>> ListBlocksAsync<T>(NotionId id, string? cursor, Func<ReadOnlyMemory<byte>, T> readBlock, CancellationToken cancellationToken)
        => _transport.SendAsync(
            NotionCall.List("blocks/{id}/children", $"v1/blocks/{id}/children", cursor),
            json => NotionJson.ReadList(json, readBlock),
            cancellationToken);

    public Task<NotionObject> GetDatabaseAsync(NotionId id, CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("databases/{id}", $"v1/databases/{id}"), NotionJson.ReadObject, cancellationToken);

    public Task<NotionObject> GetDataSourceAsync(NotionId id, CancellationToken cancellationToken)
        => _transport.SendAsync(NotionCall.Get("data_sources/{id}", $"v1/data_sources/{id}"), NotionJson.ReadObject, cancellationToken);

    /// <summary>Rows of a data source; at most about 10,000, then the list says that it is incomplete.</summary>
    public Task<NotionList<NotionObject>> QueryDataSourceAsync(NotionId id, DataSourceQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        return _transport.SendAsync(
            NotionCall.Post("data_sources/{id}/query", $"v1/data_sources/{id}/query", query.ToJson),
            json => NotionJson.ReadList(json, NotionJson.ReadObject),
            cancellationToken);
    }

    /// <summary>Pages and data sources by title. Not an inventory: Notion does not promise that it finds everything.</summary>
    public Task<NotionList<NotionObject>> SearchAsync(NotionSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);

        return _transport.SendAsync(
            NotionCall.Post("search", "v1/search", search.ToJson),
            json => NotionJson.ReadList(json, NotionJson.ReadObject),
            cancellationToken);
    }

    /// <summary>The unresolved comments on one page or block, not on what lies below it.</summary>
    public Task<NotionList<NotionComment>> ListCommentsAsync(NotionId blockId, string? cursor, CancellationToken cancellationToken)
        => _transport.SendAsync(
            NotionCall.List("comments", $"v1/comments?block_id={blockId}", cursor),
            json => NotionJson.ReadList(json, NotionJson.ReadComment),
            cancellationToken);

    // Notion's ids come encoded ("J%7C%3BZ"); one that did not, or that holds a slash, is encoded here.
    private static string EncodeOnce(string propertyId)
        => propertyId.All(character => char.IsAsciiLetterOrDigit(character) || character is '%' or '-' or '_' or '~')
            ? propertyId
            : Uri.EscapeDataString(propertyId);
}
