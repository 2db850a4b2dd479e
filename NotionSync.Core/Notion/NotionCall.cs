namespace NotionSync.Notion;

/// <summary>One read of Notion, as it is sent at each try.</summary>
/// <param name="Endpoint">Its template, for logs and metrics.</param>
/// <param name="IsListing">Takes a page size, which shrinks when Notion runs out of time.</param>
/// <param name="CreateRequest">Method, path under the base address and body, for a page size.</param>
internal sealed record NotionCall(string Endpoint, bool IsListing, Func<int, NotionCall.Request> CreateRequest)
{
    /// <summary>May be sent again after a failure: it reads. Of a write Notion may have saved what it failed to answer.</summary>
    public bool IsRepeatable { get; init; } = true;

    public static NotionCall Get(string endpoint, string path) => new(endpoint, IsListing: false, _ => new(HttpMethod.Get, path, null));

    public static NotionCall List(string endpoint, string path, string? cursor)
        => new(endpoint, IsListing: true, pageSize => new(HttpMethod.Get, Paged(path, pageSize, cursor), null));

    public static NotionCall Post(string endpoint, string path, Func<int, byte[]> body)
        => new(endpoint, IsListing: true, pageSize => new(HttpMethod.Post, path, body(pageSize)));

    private static string Paged(string path, int pageSize, string? cursor)
        => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page_size={pageSize}"
            + (cursor is null ? string.Empty : $"&start_cursor={Uri.EscapeDataString(cursor)}");

    internal sealed record Request(HttpMethod Method, string Path, byte[]? Body)
    {
        /// <summary>Beyond those of the credentials.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    }
}
