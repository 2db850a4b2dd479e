using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Actions;

/// <summary>The actions that read, over the guarded client.</summary>
internal static class ReadActions
{
    // 10,000 items: what one list of Notion's reaches.
    private const int MostAnswers = 100;

    /// <summary>Where the items are larger together, the answer says where it goes on: it is held in memory, twice while it is made.</summary>
    private const int MostBytes = 16 << 20;

    /// <returns>The answer; null: the action is none of these.</returns>
    public static async Task<ActionResult?> RunAsync(string name, ActionInput input, NotionClient notion, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "get_page":
                var wanted = input.Get("filterProperties").Items().Select(id => $"filter_properties={Uri.EscapeDataString(Uri.UnescapeDataString(id.GetString()!))}").ToList();
                return await GetAsync($"pages/{input.Id("pageId")}{(wanted.Count > 0 ? "?" : string.Empty)}{string.Join('&', wanted)}");
            case "get_block":
                return await GetAsync($"blocks/{input.Id("blockId")}");
            case "get_database":
                return await GetAsync($"databases/{input.Id("databaseId")}");
            case "get_data_source":
                return await GetAsync($"data_sources/{input.Id("dataSourceId")}");
            case "get_current_user":
                return await GetAsync("users/me");
            case "get_user":
                return await GetAsync($"users/{input.Id("userId")}");
            case "list_users":
                return await ListAsync("users", "v1/users");
            case "list_block_children":
                return await ListAsync("blocks/{id}/children", $"v1/blocks/{input.Id("blockId")}/children");
            case "list_comments":
                return await ListAsync("comments", $"v1/comments?block_id={input.Id("blockId")}");
            case "list_pages":
                return await SearchAsync("page");
            case "list_data_sources":
                return await SearchAsync("data_source");
            case "search":
                return await SearchAsync(input.Text("type"));
            case "list_databases":
                return await DatabasesAsync(input, notion, cancellationToken);
            case "query_data_source":
                return await QueryAsync(input, notion, cancellationToken);
            default:
                return null;
        }

        async Task<ActionResult> GetAsync(string path) => new(await notion.SendAsync(NotionCall.Get(path.Split('/')[0], $"v1/{path}"), cancellationToken));

        Task<ActionResult> ListAsync(string endpoint, string path)
            => PagesAsync(input, (cursor, size) => notion.SendAsync(
                new NotionCall(endpoint, IsListing: true, most => new(HttpMethod.Get, WithPage(path, Math.Min(size, most), cursor), null)), cancellationToken));

        Task<ActionResult> SearchAsync(string? type)
            => PagesAsync(input, (cursor, size) => notion.SendAsync(
                NotionCall.Post("search", "v1/search", new NotionSearch { Query = input.Text("query"), ObjectType = type, Cursor = cursor, PageSize = size, Sort = NotionSort.NewestEditFirst }.ToJson), cancellationToken));
    }

    private static async Task<ActionResult> QueryAsync(ActionInput input, NotionClient notion, CancellationToken cancellationToken)
    {
        var id = input.Id("dataSourceId");

        if (!input.Json("filter").IsEmpty || !input.Json("sorts").IsEmpty)
        {
            new QueryCheck(await notion.GetDataSourceAsync(id, cancellationToken)).Check(input.Get("filter"), input.Get("sorts"));
        }

        return await PagesAsync(input, (cursor, size) => notion.SendAsync(
            NotionCall.Post("data_sources/{id}/query", $"v1/data_sources/{id}/query", new DataSourceQuery
            {
                Filter = input.Json("filter"),
                Sorts = input.Json("sorts"),
                InTrash = input.Flag("inTrash"),
                Cursor = cursor,
                PageSize = size,
            }.ToJson),
            cancellationToken));
    }

    // Search does not find databases since 2025-09-03: those of the data sources that it finds.
    private static async Task<ActionResult> DatabasesAsync(ActionInput input, NotionClient notion, CancellationToken cancellationToken)
    {
        var seen = new HashSet<NotionId>();

        return await PagesAsync(input, async (cursor, size) =>
        {
            var found = await notion.SearchAsync(new() { ObjectType = "data_source", Cursor = cursor, PageSize = size }, cancellationToken);
            var databases = new List<ReadOnlyMemory<byte>>();

            foreach (var id in found.Items.Select(source => source.Parent.Type == "database_id" ? source.Parent.Id : null).OfType<NotionId>().Where(seen.Add))
            {
                try
                {
                    databases.Add((await notion.GetDatabaseAsync(id, cancellationToken)).Json);
                }
                catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
                {
                    // The data source is shared, its database is not.
                }
            }

            return List(databases, found.NextCursor, found.Incomplete);
        });
    }

    internal static async Task<ActionResult> PagesAsync(ActionInput input, Func<string?, int, Task<ReadOnlyMemory<byte>>> fetch)
    {
        if (!input.Flag("fetchAll"))
        {
            return new(await fetch(input.Text("startCursor"), input.Number("pageSize", 100)));
        }

        var items = new List<ReadOnlyMemory<byte>>();
        var cursor = input.Text("startCursor");
        var isIncomplete = false;

        for (var (answers, bytes) = (0, 0); answers < MostAnswers && bytes < MostBytes; answers++)
        {
            var answer = NotionJson.ReadList(await fetch(cursor, 100), item => item);
            items.AddRange(answer.Items);
            bytes += answer.Items.Sum(item => item.Length);
            cursor = answer.NextCursor;
            isIncomplete |= answer.Incomplete;

            if (cursor is null)
            {
                break;
            }
        }

        return new(List(items, cursor, isIncomplete));
    }

    private static ReadOnlyMemory<byte> List(IReadOnlyList<ReadOnlyMemory<byte>> items, string? nextCursor, bool isIncomplete)
    {
        var output = new ArrayBufferWriter<byte>(items.Sum(item => item.Length + 1) + 200);

        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("results");

            foreach (var item in items)
            {
                json.WriteRawValue(item.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor", nextCursor);
            json.WriteBoolean("has_more", nextCursor is not null);

            // Notion's word for it, as it stands in a single answer.
            if (isIncomplete)
            {
                json.WriteStartObject("request_status");
                json.WriteString("type", "incomplete");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static string WithPage(string path, int size, string? cursor)
        => string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page_size={size}")
            + (cursor is null ? string.Empty : $"&start_cursor={Uri.EscapeDataString(cursor)}");
}
