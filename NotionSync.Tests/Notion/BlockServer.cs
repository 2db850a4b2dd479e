using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.Logging.Abstractions;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

/// <summary>The block-children endpoint over a tree that a test writes down, without a network.</summary>
internal sealed class BlockServer : HttpMessageHandler
{
    private readonly Dictionary<NotionId, List<string>> _children = [];
    private readonly Dictionary<NotionId, string> _markdown = [];
    private readonly Dictionary<NotionId, HttpStatusCode> _refusals = [];
    private readonly List<string> _requests = [];
    private readonly Lock _lock = new();
    private int _underWay;

    /// <summary>What was asked for, as <c>id</c>, <c>id@offset</c>, or <c>id.md</c> for Notion's own Markdown.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public int MostUnderWay { get; private set; }

    /// <summary>Answers instead of the tree where it does not return null; gets the request as in <see cref="Requests"/>.</summary>
    public Func<string, HttpResponseMessage?> Intercept { get; set; } = _ => null;

    /// <summary>What pauses are measured by.</summary>
    public TimeProvider ThrottleTime { get; init; } = TimeProvider.System;

    /// <summary>Completes before each answer.</summary>
    public Func<Task> Delay { get; set; } = async () => await Task.Yield();

    public static NotionId Id(int number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    public static string Block(int id, string type = "paragraph", bool hasChildren = false, string payload = "{}")
        => $$"""{"object":"block","id":"{{Id(id)}}","has_children":{{(hasChildren ? "true" : "false")}},"type":"{{type}}","{{type}}":{{payload}}}""";

    public static string Copy(int id, int of)
        => Block(id, "synced_block", hasChildren: true, $$$"""{"synced_from":{"type":"block_id","block_id":"{{{Id(of)}}}"}}""");

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message = "No.")
        => new(status)
        {
            Content = new StringContent($$"""{"object":"error","status":{{(int)status}},"code":"{{code}}","message":"{{message}}"}""", Encoding.UTF8, "application/json"),
        };

    public BlockServer Add(int parent, params string[] blocks)
    {
        _children[Id(parent)] = [.. blocks];
        return this;
    }

    public BlockServer Refuse(int id, HttpStatusCode status)
    {
        _refusals[Id(id)] = status;
        return this;
    }

    public BlockServer AddMarkdown(int id, string markdown)
    {
        _markdown[Id(id)] = markdown;
        return this;
    }

    public NotionClient CreateClient()
        => new(
            new HttpClient(new ReadOnlyGuardHandler { InnerHandler = this }),
            NotionCredentials.ForToken(new("https://notion.example.com"), "ntn_test", "connection-1"),
            new UnlimitedThrottle(ThrottleTime),
            new NotionOptions(),
            TimeProvider.System,
            NullLogger<NotionClient>.Instance);

    public Task<BlockTree> ReadAsync(FetchedAnswers? answers = null, BlockTreeOptions? options = null)
        => new BlockTreeReader(CreateClient(), options ?? new()).ReadAsync(Id(0), answers ?? new(), CancellationToken.None);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var id = NotionId.Parse(request.RequestUri!.Segments[3].TrimEnd('/'));
        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        var offset = int.Parse(query["start_cursor"]?["from-".Length..] ?? "0");
        var isMarkdown = request.RequestUri.AbsolutePath.EndsWith("/markdown", StringComparison.Ordinal);
        var name = Name(id, offset) + (isMarkdown ? ".md" : string.Empty);

        lock (_lock)
        {
            _requests.Add(name);
            MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
        }

        await Delay();
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            _underWay--;
            return Intercept(name) ?? (isMarkdown ? AnswerMarkdown(id) : Answer(id, offset, int.Parse(query["page_size"]!)));
        }
    }

    private static string Name(NotionId id, int offset)
    {
        var number = BitConverter.ToInt32(id.Value.ToByteArray());
        return offset == 0 ? $"{number}" : $"{number}@{offset}";
    }

    private HttpResponseMessage AnswerMarkdown(NotionId id)
        => _markdown.TryGetValue(id, out var markdown)
            ? new(HttpStatusCode.OK)
            {
                Content = new StringContent(
                    $$"""{"object":"page_markdown","id":"{{id}}","markdown":{{JsonSerializer.Serialize(markdown)}},"truncated":false,"unknown_block_ids":[]}""",
                    Encoding.UTF8,
                    "application/json"),
            }
            : Error(HttpStatusCode.NotFound, "object_not_found");

    private HttpResponseMessage Answer(NotionId id, int offset, int pageSize)
    {
        if (_refusals.TryGetValue(id, out var status))
        {
            return Error(status, status == HttpStatusCode.NotFound ? "object_not_found" : "validation_error");
        }

        if (!_children.TryGetValue(id, out var blocks))
        {
            return Error(HttpStatusCode.NotFound, "object_not_found");
        }

        var next = offset + pageSize;
        var cursor = next < blocks.Count ? $"\"from-{next}\"" : "null";
        var items = string.Join(',', blocks.Skip(offset).Take(pageSize));

        return new(HttpStatusCode.OK)
        {
            Content = new StringContent(
                $$"""{"object":"list","results":[{{items}}],"next_cursor":{{cursor}},"has_more":{{(cursor == "null" ? "false" : "true")}}}""",
                Encoding.UTF8,
                "application/json"),
        };
    }
}
