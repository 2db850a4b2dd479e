using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

/// <summary>An emulator with one public connection, and what its user and its back end do with it.</summary>
internal sealed partial class ConsentHost : IAsyncDisposable
{
    public const string Client = "emulated-app";
    public const string Secret = "emulated-app-secret";
    public const string Redirect = "http://127.0.0.1:9/callback";

    private readonly EmulatorServer _server;

    private ConsentHost(EmulatorServer server)
    {
        _server = server;
        Browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.BaseAddress };
    }

    /// <summary>Neither token nor cookies, and no redirect followed.</summary>
    public HttpClient Browser { get; }

    public static async Task<ConsentHost> StartAsync(EmulatorOptions? options = null, TimeProvider? time = null)
        => new(await EmulatorServer.StartAsync(
            (options ?? new()) with { OAuthClients = [$"{Client},{Secret},{Redirect}"], RequestsPerMinute = 0 },
            time ?? TimeProvider.System,
            CancellationToken.None));

    public async Task<string> PageIdAsync(string title)
        => (string)(await ControlAsync(HttpMethod.Get, "/_emulator/pages"))["list"]!.AsArray().First(page => (string?)page!["title"] == title)!["id"]!;

    /// <summary>The consent page.</summary>
    public Task<string> PageAsync() => Browser.GetStringAsync(new Uri($"/v1/oauth/authorize?{Query}", UriKind.Relative));

    /// <summary>Sends the form of the consent page.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string decision, string? page = null, string? user = null)
    {
        var fields = HttpUtility.ParseQueryString(Query);
        var form = fields.AllKeys.Select(key => KeyValuePair.Create(key!, fields[key]!)).ToList();
        form.Add(new("decision", decision));
        form.AddRange(page is null ? [] : [new("pages", page)]);
        form.AddRange(user is null ? [] : [new("user", user)]);
        using var content = new FormUrlEncodedContent(form);
        return await Browser.PostAsync("/v1/oauth/authorize", content);
    }

    /// <returns>Where the browser is sent.</returns>
    public async Task<string> DecideAsync(string decision, string? page = null, string? user = null)
    {
        using var response = await PostFormAsync(decision, page, user);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    /// <returns>The code.</returns>
    public async Task<string> ConsentAsync(string? page = null, string? user = null)
        => HttpUtility.ParseQueryString(new Uri(await DecideAsync("allow", page ?? Values(await PageAsync(), "input type=\"checkbox\" name=\"pages\"")[0], user)).Query)["code"]!;

    public async Task<(string Access, string Refresh, string Bot)> ConnectAsync(string? page = null, string? user = null)
    {
        var answer = await ExchangeAsync(await ConsentAsync(page, user));
        return ((string)answer["access_token"]!, (string)answer["refresh_token"]!, (string)answer["bot_id"]!);
    }

    public Task<JsonObject> ExchangeAsync(string code)
        => TokenAsync(new JsonObject { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect }.ToJsonString());

    public Task<JsonObject> TokenAsync(string body) => OAuthAsync("token", body);

    public async Task<JsonObject> OAuthAsync(string endpoint, string body)
    {
        var (status, answer) = await TryAsync(endpoint, body, Client, Secret);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    public Task<(HttpStatusCode Status, JsonObject Body)> TryTokenAsync(string body, string? id, string secret) => TryAsync("token", body, id, secret);

    public async Task FailAsync(string error, HttpStatusCode expected, string body, string? id = Client, string secret = Secret)
    {
        var (status, answer) = await TryAsync("token", body, id, secret);
        Assert.Equal((expected, error), (status, (string?)answer["error"]));
        Assert.NotNull(answer["request_id"]);
    }

    public async Task<JsonObject> GetAsync(string path, string token)
    {
        using var response = await SendAsync(HttpMethod.Get, path, token, body: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task<HttpStatusCode> StatusAsync(string path, string token)
    {
        using var response = await SendAsync(HttpMethod.Get, path, token, body: null);
        return response.StatusCode;
    }

    /// <returns>The ids of all pages that the token finds.</returns>
    public async Task<IEnumerable<string>> SearchAsync(string token)
    {
        using var response = await SendAsync(HttpMethod.Post, "/v1/search", token, "{}");
        return [.. JsonNode.Parse(await response.Content.ReadAsStringAsync())!["results"]!.AsArray().Select(page => (string)page!["id"]!)];
    }

    public async Task<JsonObject> ControlAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await Browser.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["list"] = JsonNode.Parse(text) };
    }

    /// <summary>The values of all elements of a page that begin so.</summary>
    public static IReadOnlyList<string> Values(string html, string element)
        => [.. Value().Matches(html).Where(match => match.Value.StartsWith($"<{element} ", StringComparison.Ordinal)).Select(match => match.Groups[1].Value)];

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _server.DisposeAsync();
    }

    private static string Query
        => $"owner=user&response_type=code&client_id={Client}&redirect_uri={Uri.EscapeDataString(Redirect)}&state=a%20state";

    private async Task<(HttpStatusCode Status, JsonObject Body)> TryAsync(string endpoint, string body, string? id, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/oauth/{endpoint}") { Content = new StringContent(body) };
        request.Headers.Authorization = id is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        using var response = await Browser.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Notion-Version", "2026-03-11");
        return await Browser.SendAsync(request);
    }

    [GeneratedRegex("<[^>]*? value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
