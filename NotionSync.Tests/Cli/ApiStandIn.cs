using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionSync.Cli.Api;

namespace NotionSync.Tests.Cli;

/// <summary>The API of one tenant with made-up answers, over real HTTP: what the command makes of them is what is tested.</summary>
internal sealed class ApiStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private int _statesTold;

    private ApiStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();

        var tenant = _app.MapGroup("/api/tenants/demo");
        tenant.MapPost("/connections", (Delegate)ConnectAsync);
        tenant.MapGet("/connections/c1/roots", () => List(Roots.Select((id) => new JsonObject { ["id"] = id, ["type"] = "page", ["title"] = id })));
        tenant.MapPost("/imports", (Delegate)StartImportAsync);
        tenant.MapGet("/imports/{id}", TellImport);
        tenant.MapGet("/documents", (string? cursor) => ListDocuments(cursor));
        tenant.MapGet("/documents/{id}", (string id) => Find(id) is { } document ? Json(document) : Results.NotFound());
        tenant.MapGet("/documents/{id}/markdown", (string id) => Results.Text($"# {Find(id)?["title"]}\n", "text/markdown"));
        tenant.MapGet("/documents/{id}/content", () => Results.Bytes("%PDF-1.7"u8.ToArray(), "application/pdf"));
        tenant.MapGet("/documents/{id}/attachments/{name}", (string name) => Results.Text($"bytes of {name}"));
    }

    public List<string> Roots { get; } = ["r1"];

    /// <summary>What the import's resource says, one state after the other; the last one stays.</summary>
    public List<JsonObject> States { get; } = [];

    /// <summary>How many requests for the import fail before the states are told.</summary>
    public int Outages { get; set; }

    public List<JsonObject> Documents { get; } = [];

    public List<JsonObject> Orders { get; } = [];

    public NotionSyncApi Api { get; private set; } = null!;

    public static async Task<ApiStandIn> StartAsync()
    {
        var standIn = new ApiStandIn();
        await standIn._app.StartAsync();
        var address = standIn._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        standIn.Api = new(standIn._client, new(address), "demo");
        return standIn;
    }

    public static JsonObject State(string status, int discovered, int imported, int failed = 0) => new()
    {
        ["id"] = "i1",
        ["status"] = status,
        ["pages"] = new JsonObject { ["discovered"] = discovered, ["imported"] = imported, ["unchanged"] = 0, ["skipped"] = 0, ["failed"] = failed },
    };

    public static JsonObject Document(string id, string title, string? parent = null, string kind = "markdown", params string[] attachments) => new()
    {
        ["id"] = id,
        ["title"] = title,
        ["kind"] = kind,
        ["source"] = new JsonObject { ["id"] = $"page-of-{id}", ["parent"] = new JsonObject { ["type"] = "page_id", ["id"] = parent is null ? null : $"page-of-{parent}" } },
        ["content"] = new JsonObject { ["size"] = 1234, ["fileName"] = kind is "file" ? "report.pdf" : "content.md" },
        ["attachments"] = new JsonArray([.. attachments.Select((name) => new JsonObject { ["name"] = name, ["size"] = 3 })]),
    };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static IResult Json(JsonNode body, int status = StatusCodes.Status200OK)
        => Results.Text(body.ToJsonString(), "application/json", statusCode: status);

    private static IResult List(IEnumerable<JsonObject> items, string? next = null)
        => Json(new JsonObject { ["items"] = new JsonArray([.. items.Select((item) => item.DeepClone())]), ["nextCursor"] = next });

    private static async Task<IResult> ConnectAsync(HttpRequest request)
        => (await JsonNode.ParseAsync(request.Body))?["token"]?.GetValue<string>() is "ntn_good"
            ? Json(new JsonObject { ["id"] = "c1", ["workspace"] = new JsonObject { ["name"] = "Example\u001b[2J Ltd" } }, StatusCodes.Status201Created)
            : Results.Problem("Notion does not know this token.", statusCode: 422, extensions: new Dictionary<string, object?> { ["code"] = "invalid_token" });

    private async Task<IResult> StartImportAsync(HttpRequest request)
    {
        Orders.Add((JsonObject)(await JsonNode.ParseAsync(request.Body))!);
        return Json(State("queued", 0, 0), StatusCodes.Status202Accepted);
    }

    private IResult TellImport()
    {
        if (Outages > 0)
        {
            Outages--;
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        return Json(States[Math.Min(_statesTold++, States.Count - 1)]);
    }

    // Two at a time, so that reading a list means following its cursor.
    private IResult ListDocuments(string? cursor)
    {
        var start = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        return List(Documents.Skip(start).Take(2), start + 2 < Documents.Count ? $"{start + 2}" : null);
    }

    private JsonObject? Find(string id) => Documents.Find((document) => document["id"]!.GetValue<string>() == id);
}
