using System.Net;
using System.Net.Http.Headers;

namespace NotionSync.Tests.Emulator;

public sealed class AccessTests
{
    private const string SomeId = "00000000-0000-4000-8000-000000000001";

    [Theory]
    [InlineData(null)]
    [InlineData("ntn_wrong")]
    [InlineData("")]
    public async Task An_unknown_token_is_unauthorized(string? token)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        var error = await emulator.FailAsync(HttpStatusCode.Unauthorized, "/v1/users/me");

        Assert.Equal("error", (string?)error["object"]);
        Assert.Equal(401, (int)error["status"]!);
        Assert.Equal("unauthorized", (string?)error["code"]);
        Assert.Equal("API token is invalid.", (string?)error["message"]);
    }

    [Fact]
    public async Task Tokens_can_be_replaced_while_it_runs()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var revoked = await emulator.Http.PutAsync("/_emulator/tokens", new StringContent("""{"tokens":["ntn_other"]}"""));

        await emulator.FailAsync(HttpStatusCode.Unauthorized, "/v1/users/me");
        emulator.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "ntn_other");
        await emulator.GetAsync("/v1/users/me");
    }

    [Theory]
    [InlineData(null, "should be defined, instead was `undefined`")]
    [InlineData("2022-06-28", "instead was `\"2022-06-28\"`")]
    public async Task A_request_needs_the_version_that_is_emulated(string? version, string reason)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Http.DefaultRequestHeaders.Remove("Notion-Version");

        if (version is not null)
        {
            emulator.Http.DefaultRequestHeaders.Add("Notion-Version", version);
        }

        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, "/v1/users/me");

        Assert.Equal("missing_version", (string?)error["code"]);
        Assert.Contains(reason, (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_and_errors_carry_the_request_id_of_their_header()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        foreach (var path in (string[])["/v1/users/me", "/v1/users", "/v1/nothing"])
        {
            using var response = await emulator.Http.GetAsync(path);
            var id = Assert.Single(response.Headers.GetValues("x-notion-request-id"));
            Assert.Contains($"\"request_id\":\"{id}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/v1/search")]
    [InlineData("GET", "/v1/databases/00000000000040008000000000000001/query")]
    public async Task An_unknown_path_is_an_invalid_request_url(string method, string path)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        Assert.Equal("invalid_request_url", (string?)(await emulator.FailAsync(HttpStatusCode.BadRequest, new HttpMethod(method), path))["code"]);
    }

    [Theory]
    [InlineData("/v1/pages/unknown", "path.page_id should be a valid uuid, instead was `\"unknown\"`")]
    [InlineData("/v1/blocks/1234/children", "path.block_id should be a valid uuid")]
    [InlineData("/v1/databases/x", "path.database_id should be a valid uuid")]
    [InlineData("/v1/data_sources/x", "path.data_source_id should be a valid uuid")]
    public async Task What_is_no_id_is_a_validation_error(string path, string reason)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, path);

        Assert.Equal("validation_error", (string?)error["code"]);
        Assert.Contains(reason, (string?)error["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"/v1/pages/{SomeId}", "page")]
    [InlineData($"/v1/blocks/{SomeId}", "block")]
    [InlineData($"/v1/blocks/{SomeId}/children", "block")]
    [InlineData($"/v1/databases/{SomeId}", "database")]
    [InlineData($"/v1/data_sources/{SomeId}", "data_source")]
    [InlineData($"/v1/comments?block_id={SomeId}", "block")]
    public async Task An_unknown_id_is_not_found(string path, string what)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var error = await emulator.FailAsync(HttpStatusCode.NotFound, path);

        Assert.Equal("object_not_found", (string?)error["code"]);
        Assert.StartsWith($"Could not find {what} with ID: {SomeId}.", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_write_is_refused_and_recorded()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageIdAsync("Encryption Policy");

        foreach (var (method, path) in ((string, string)[])[("POST", "/v1/pages"), ("PATCH", $"/v1/pages/{page}"), ("PATCH", $"/v1/blocks/{page}/children"), ("DELETE", $"/v1/blocks/{page}"), ("POST", "/v1/comments"), ("POST", "/v1/databases")])
        {
            var error = await emulator.FailAsync(HttpStatusCode.Forbidden, new HttpMethod(method), path, """{"a":1}""");
            Assert.Equal("restricted_resource", (string?)error["code"]);
        }

        var writes = (await emulator.GetAsync("/_emulator/writes"))["list"]!.AsArray();
        Assert.Equal(6, writes.Count);
        Assert.Equal("/v1/pages", (string?)writes[0]!["path"]);
        Assert.Equal("""{"a":1}""", (string?)writes[0]!["body"]);
        Assert.False((bool)(await emulator.GetAsync($"/v1/pages/{page}"))["in_trash"]!);
    }

    [Fact]
    public async Task Reading_is_counted_by_endpoint_and_is_no_write()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageIdAsync("Encryption Policy");
        await emulator.GetAsync($"/v1/pages/{page}");
        await emulator.GetAsync($"/v1/pages/{page}");
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/pages/{SomeId}");

        var stats = await emulator.GetAsync("/_emulator/stats");

        Assert.Equal(4, (int)stats["total"]!);
        Assert.Equal(3, (int)stats["endpoints"]!["GET /v1/pages/{id}"]!);
        Assert.Equal(1, (int)stats["endpoints"]!["POST /v1/search"]!);
        Assert.Equal(1, (int)stats["statuses"]!["404"]!);
        Assert.Equal(0, (int)stats["writes"]!);
        Assert.True((long)stats["bytes"]! > 1000);

        using var reset = await emulator.Http.DeleteAsync("/_emulator/stats");
        Assert.Equal(0, (int)(await emulator.GetAsync("/_emulator/stats"))["total"]!);
    }

    [Fact]
    public async Task A_page_that_is_not_shared_does_not_exist()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageIdAsync("Encryption Policy");
        var block = (string)(await emulator.ListAsync($"/v1/blocks/{page}/children"))[0]["id"]!;

        await emulator.PatchAsync("/_emulator/pages/policies", """{"shared":false}""");

        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/pages/{page}");
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/blocks/{page}/children");
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/blocks/{block}");
        Assert.DoesNotContain(await emulator.ListAsync("/v1/search", "{}"), found => (string?)found["id"] == page);
    }
}
