using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Which level a new document gets, whatever way it is found.</summary>
public sealed class AccessLevelTests
{
    private const string World = """
        {
          "name": "Levels",
          "pages": [
            {
              "key": "closed", "title": "Closed",
              "blocks": [
                "Text.",
                { "page": { "key": "below", "title": "Below", "blocks": [{ "page": { "key": "deep", "title": "Deep", "blocks": ["x"] } }] } },
                {
                  "column_list": {},
                  "children": [
                    { "column": {}, "children": [{ "page": { "key": "column", "title": "In a column", "blocks": [{ "toggle": "T", "children": [{ "page": { "key": "toggle", "title": "In a toggle", "blocks": ["y"] } }] }] } }] },
                    { "column": {}, "children": ["z"] }
                  ]
                },
                { "database": { "title": "Table", "properties": { "Name": "title" }, "rows": [{ "title": "Row", "blocks": [{ "page": { "key": "row", "title": "In a row", "blocks": ["r"] } }] }] } }
              ]
            },
            { "key": "open", "title": "Open", "blocks": [{ "page": { "key": "failing", "title": "Failing", "blocks": [{ "page": { "title": "Found late", "blocks": ["w"] } }] } }, { "page": { "title": "Fine", "blocks": ["v"] } }] },
            { "key": "other", "title": "Other", "blocks": [{ "page": { "title": "Beside", "blocks": ["u"] } }] }
          ]
        }
        """;

    [Fact]
    public async Task New_pages_are_no_wider_than_asked_and_than_what_they_lie_in_also_when_they_are_tried_again()
    {
        using var folder = new TemporaryFolder();
        var world = Path.Combine(folder.Path, "world.json");
        await File.WriteAllTextAsync(world, World);
        await using var product = await Deployment.StartAsync(world);
        var connection = await product.ConnectAsync();
        var roots = (await product.GetAsync($"tenants/demo/connections/{connection}/roots")).GetProperty("items").EnumerateArray()
            .ToDictionary(root => root.GetProperty("title").GetString()!, root => root.GetProperty("id").GetString()!);

        // A page that is internal, and then what lies below it as public.
        await ImportAsync(product, new { connectionId = connection, items = new[] { new { id = roots["Closed"], includeSubpages = false } } });
        Assert.Equal(["Closed internal"], await LevelsAsync(product));
        await ImportAsync(product, new { connectionId = connection, accessLevel = "public", items = new[] { new { id = roots["Closed"], includeSubpages = true } } });
        Assert.Equal(
            ["Below internal", "Closed internal", "Deep internal", "In a column internal", "In a row internal", "In a toggle internal", "Row internal", "Table internal"],
            await LevelsAsync(product));

        // Each source root has its own level; one page fails and is tried again.
        var failing = (await ControlAsync(product, HttpMethod.Get, "pages", null)).EnumerateArray().First(page => page.GetProperty("title").GetString() == "Failing").GetProperty("id").GetString();
        await ControlAsync(product, HttpMethod.Post, "faults", new[] { new { path = $"^/v1/blocks/{failing}/children", status = 404, code = "object_not_found" } });
        var failed = await ImportAsync(product, new
        {
            connectionId = connection,
            accessLevel = "public",
            items = new object[] { new { id = roots["Open"], accessLevel = "contact_nda" }, new { id = roots["Other"] } },
        });
        Assert.Equal(1, failed.GetProperty("pages").GetProperty("failed").GetInt32());
        await ControlAsync(product, HttpMethod.Delete, "faults", null);

        using var retry = await product.Api.PostAsync(new Uri($"tenants/demo/imports/{failed.GetProperty("id").GetString()}/retry", UriKind.Relative), null);
        var retried = await product.WaitAsync((await Deployment.ReadAsync(retry, HttpStatusCode.Accepted)).GetProperty("id").GetString()!);
        Assert.True(retried.GetProperty("status").GetString() == "completed", retried.ToString());

        Assert.Equal(
            ["Beside public", "Failing contact_nda", "Fine contact_nda", "Found late contact_nda", "Open contact_nda", "Other public"],
            (await LevelsAsync(product)).Where(line => !line.EndsWith(" internal", StringComparison.Ordinal)));
    }

    private static async Task<JsonElement> ImportAsync(Deployment product, object body)
    {
        using var response = await product.Api.PostAsJsonAsync("tenants/demo/imports", body);
        return await product.WaitAsync((await Deployment.ReadAsync(response, HttpStatusCode.Accepted)).GetProperty("id").GetString()!);
    }

    private static async Task<IReadOnlyList<string>> LevelsAsync(Deployment product)
        => [.. (await product.DocumentsAsync()).Select(document => $"{document.GetProperty("title").GetString()} {document.GetProperty("accessLevel").GetString()}").Order(StringComparer.Ordinal)];

    private static async Task<JsonElement> ControlAsync(Deployment product, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/_emulator/{path}") { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        using var response = await product.NotionControl.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
