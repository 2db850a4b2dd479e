using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

/// <summary>An emulator whose Nango sends its webhooks to a receiver here, and what a customer of Nango does with it.</summary>
internal sealed class NangoHost : IAsyncDisposable
{
    private readonly EmulatorServer _server;

    private NangoHost(EmulatorServer server, WebhookReceiver receiver)
    {
        (_server, Receiver) = (server, receiver);
        Browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.BaseAddress };
    }

    public WebhookReceiver Receiver { get; }

    /// <summary>No key, and no redirect followed.</summary>
    public HttpClient Browser { get; }

    public static async Task<NangoHost> StartAsync(EmulatorOptions? options = null)
    {
        var receiver = await WebhookReceiver.StartAsync();
        var server = await EmulatorServer.StartAsync(
            (options ?? new() { NangoRequestsPerMinute = 0 }) with { RequestsPerMinute = 0, NangoWebhookUrl = receiver.Address }, CancellationToken.None);
        return new(server, receiver);
    }

    /// <returns>The session's data.</returns>
    public async Task<JsonObject> OpenSessionAsync(string body, string kind = "")
    {
        var (status, answer) = await TryAsync(HttpMethod.Post, $"/nango/connect/sessions{kind}", body);
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
        return answer["data"]!.AsObject();
    }

    /// <summary>Answers the question of a connect page.</summary>
    /// <returns>The page that follows, or where the browser is sent.</returns>
    public async Task<string> AnswerAsync(string link, string decision)
    {
        var token = HttpUtility.ParseQueryString(new Uri(link).Query)["session_token"]!;
        using var content = new FormUrlEncodedContent([new("session_token", token), new("decision", decision)]);
        using var response = await Browser.PostAsync("/nango/connect", content);
        return response.StatusCode == HttpStatusCode.Redirect ? response.Headers.Location!.OriginalString : await response.Content.ReadAsStringAsync();
    }

    /// <summary>Goes the whole way of a browser, and decides on Notion's page.</summary>
    /// <returns>Nango's last page, and the newest connection.</returns>
    public async Task<(string Html, JsonObject? Connection)> WalkAsync(string link, string decision)
    {
        var consent = await AnswerAsync(link, "connect");
        var page = await Browser.GetStringAsync(new Uri(consent, UriKind.Relative));
        var fields = HttpUtility.ParseQueryString(consent[consent.IndexOf('?', StringComparison.Ordinal)..]);
        var form = fields.AllKeys.Select(key => KeyValuePair.Create(key!, fields[key]!)).ToList();
        form.Add(new("decision", decision));
        form.AddRange(ConsentHost.Values(page, "input type=\"checkbox\" name=\"pages\"").Select(id => KeyValuePair.Create("pages", id)));

        using var content = new FormUrlEncodedContent(form);
        using var decided = await Browser.PostAsync("/v1/oauth/authorize", content);
        Assert.Equal(HttpStatusCode.Redirect, decided.StatusCode);
        var html = await Browser.GetStringAsync(decided.Headers.Location!);
        await DrainAsync();
        return (html, (await GetAsync("/nango/connections"))["connections"]!.AsArray().FirstOrDefault()?.AsObject());
    }

    /// <summary>Connects without a browser.</summary>
    public async Task<JsonObject> ConnectAsync(string body) => await ControlAsync(HttpMethod.Post, "/_emulator/nango/connections", body);

    public async Task<IEnumerable<string>> ListAsync(string query)
        => [.. (await GetAsync($"/nango/connections{query}"))["connections"]!.AsArray().Select(connection => (string)connection!["connection_id"]!)];

    public async Task<JsonObject> GetAsync(string path)
    {
        var (status, answer) = await TryAsync(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> TryAsync(HttpMethod method, string path, string? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", EmulatorOptions.SampleNangoKey);

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Browser.SendAsync(request);
    }

    /// <summary>A call of Notion through the proxy.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> ProxyAsync(string connection, string path, string version = "2026-03-11")
    {
        using var response = await SendAsync(
            HttpMethod.Get, $"/nango/proxy{path}", null, ("Connection-Id", connection), ("Provider-Config-Key", "notion"), ("Nango-Proxy-Notion-Version", version));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<string?> RefusalAsync(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nango/connections");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"];
    }

    public async Task<HttpStatusCode> NotionStatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/me");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Notion-Version", "2026-03-11");
        using var response = await Browser.SendAsync(request);
        return response.StatusCode;
    }

    public async Task<JsonObject> ControlAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await Browser.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["list"] = JsonNode.Parse(text) };
    }

    /// <summary>Waits until no webhook is on its way.</summary>
    /// <returns>The emulator's record of all.</returns>
    public async Task<JsonArray> DrainAsync() => (await ControlAsync(HttpMethod.Post, "/_emulator/webhooks/drain"))["list"]!.AsArray();

    /// <summary>The bodies that arrived, once none is on its way; their signatures are checked.</summary>
    public async Task<IReadOnlyList<JsonObject>> WebhooksAsync()
    {
        await DrainAsync();
        var key = Encoding.UTF8.GetBytes(EmulatorOptions.SampleNangoWebhookKey);

        return [.. Receiver.Received.Select(webhook =>
        {
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, webhook.Body)), webhook.Headers["X-Nango-Hmac-Sha256"]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. key, .. webhook.Body])), webhook.Headers["X-Nango-Signature"]);
            return JsonNode.Parse(webhook.Body)!.AsObject();
        })];
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _server.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
