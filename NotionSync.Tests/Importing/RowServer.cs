using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NotionSync.Notion;
using NotionSync.Tests.Notion;

namespace NotionSync.Tests.Importing;

/// <summary>The query endpoint over rows of which only the time of creation matters, oldest first; a query gives at most <c>limit</c> of them.</summary>
internal sealed class RowServer(IEnumerable<DateTimeOffset> created, int limit) : HttpMessageHandler
{
    private readonly List<DateTimeOffset> _created = [.. created];

    public int Queries { get; private set; }

    public long BytesSent { get; private set; }

    /// <summary>The query, counted from one, that is refused because its cursor is too old.</summary>
    public int ExpiresCursorAt { get; init; }

    public static NotionId Id(int number) => new(new Guid(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]));

    public NotionClient CreateClient()
        => new(
            new HttpClient(new ReadOnlyGuardHandler { InnerHandler = this }),
            NotionCredentials.ForToken(new("https://notion.example.com"), "ntn_test", "connection-1"),
            new UnlimitedThrottle(TimeProvider.System),
            new NotionOptions(),
            TimeProvider.System,
            NullLogger<NotionClient>.Instance);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        var offset = int.Parse((string?)body["start_cursor"] ?? "0");

        if (++Queries == ExpiresCursorAt && offset > 0)
        {
            return BlockServer.Error(HttpStatusCode.BadRequest, "validation_error", "The start_cursor provided is invalid.");
        }

        Assert.Equal("created_time ascending", $"{body["sorts"]![0]!["timestamp"]} {body["sorts"]![0]!["direction"]}");
        var filter = body["filter"]?["created_time"];
        var from = (DateTimeOffset?)filter?["on_or_after"];
        var after = (DateTimeOffset?)filter?["after"];
        var found = Enumerable.Range(0, _created.Count).Where(row => (from is null || _created[row] >= from) && (after is null || _created[row] > after)).ToList();
        var given = found.Take(limit).ToList();
        var page = given.Skip(offset).Take((int)body["page_size"]!).ToList();
        var next = offset + page.Count < given.Count ? $"{offset + page.Count}" : null;

        var answer = new JsonObject
        {
            ["object"] = "list",
            ["results"] = new JsonArray([.. page.Select(Row)]),
            ["next_cursor"] = next,
            ["has_more"] = next is not null,
        };

        if (next is null && found.Count > limit)
        {
            answer["request_status"] = new JsonObject { ["type"] = "incomplete", ["incomplete_reason"] = "query_result_limit_reached" };
        }

        var bytes = Encoding.UTF8.GetBytes(answer.ToJsonString());
        BytesSent += bytes.Length;
        return new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };
    }

    private JsonNode Row(int number) => new JsonObject
    {
        ["object"] = "page",
        ["id"] = Id(number).ToString(),
        ["created_time"] = _created[number].ToString("O"),
        ["properties"] = new JsonObject { ["Name"] = new JsonObject { ["id"] = "title", ["type"] = "title", ["title"] = new JsonArray(new JsonObject { ["plain_text"] = $"Row {number}" }) } },
    };
}
