using System.Buffers;
using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Actions.Writing;

/// <summary>The actions that write.</summary>
internal static class WriteActions
{
    /// <param name="reader">The guarded client, for what has to be known before.</param>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(string name, ActionInput input, NotionClient reader, NotionWriteClient writer, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "create_page":
                return await SendAsync(HttpMethod.Post, "pages", "v1/pages", ("parent", Parent("page_id", "parentPageId")), "properties", "children", "icon", "cover");
            case "create_database_item":
                // A wrong name of a property costs no write.
                new QueryCheck(await reader.GetDataSourceAsync(input.Id("dataSourceId"), cancellationToken)).CheckValues(input.Get("properties"));
                return await SendAsync(HttpMethod.Post, "pages", "v1/pages", ("parent", Parent("data_source_id", "dataSourceId")), "properties", "children", "icon", "cover");
            case "update_page":
                return await SendAsync(HttpMethod.Patch, "pages/{id}", $"v1/pages/{input.Id("pageId")}", null, "properties", "icon", "cover", "inTrash");
            case "create_database":
                return await SendAsync(
                    HttpMethod.Post, "databases", "v1/databases",
                    ("parent", Parent("page_id", "parentPageId")), "title", "isInline", "properties");
            case "create_data_source":
                return await SendAsync(HttpMethod.Post, "data_sources", "v1/data_sources", ("parent", Parent("database_id", "databaseId")), "title", "properties");
            case "update_data_source":
                return await SendAsync(HttpMethod.Patch, "data_sources/{id}", $"v1/data_sources/{input.Id("dataSourceId")}", null, "title", "properties", "inTrash");
            case "create_comment":
                return await SendAsync(HttpMethod.Post, "comments", "v1/comments", ("parent", $$"""{"page_id":"{{input.Id("pageId")}}"}"""), "richText");
            default:
                throw new InvalidOperationException($"Nothing does {name}.");
        }

        string Parent(string type, string member) => $$"""{"type":"{{type}}","{{type}}":"{{input.Id(member)}}"}""";

        Task<ReadOnlyMemory<byte>> SendAsync(HttpMethod method, string endpoint, string path, (string Name, string Json)? first, params string[] members)
            => writer.SendAsync(method, endpoint, path, Body(input, name, first, members), cancellationToken);
    }

    private static byte[] Body(ActionInput input, string action, (string Name, string Json)? first, string[] members)
    {
        var output = new ArrayBufferWriter<byte>();

        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();

            if (first is { } given)
            {
                json.WritePropertyName(given.Name);
                json.WriteRawValue(given.Json);
            }

            foreach (var member in members.Where(member => !input.Json(member).IsEmpty))
            {
                // Since 2025-09-03 a new database brings its first data source along, which has the properties.
                if (action == "create_database" && member == "properties")
                {
                    json.WriteStartObject("initial_data_source");
                    json.WritePropertyName(member);
                    json.WriteRawValue(input.Json(member).Span);
                    json.WriteEndObject();
                    continue;
                }

                json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(member));
                json.WriteRawValue(input.Json(member).Span);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
