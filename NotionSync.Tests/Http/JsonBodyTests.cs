using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NotionSync.Http;

namespace NotionSync.Tests.Http;

public sealed partial class JsonBodyTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync((app, api) => app.MapPost("/orders", (HttpRequest request) =>
        api.RunAnonymousAsync(request, async cancellationToken =>
            Results.Text((await request.ReadJsonAsync(OrderJson.Default.Order, cancellationToken)).Items[0].Id))));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_good_body_is_read()
    {
        using var answer = await PostAsync("""{"customer":"acme","items":[{"id":"7","amount":1}],"unknown":{}}""");

        Assert.Equal("7", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{'customer':1}")]
    [InlineData("{\"customer\":\"acme\",}")]
    [InlineData("{\"customer\":\"acme\"} {}")]
    [InlineData("{\"customer\":\"a\",\"customer\":\"b\"}")]
    [InlineData("<xml/>")]
    public Task What_is_not_JSON_is_invalid_json(string body) => AssertProblemAsync(body, HttpStatusCode.BadRequest, "invalid_json", "");

    [Fact]
    public Task JSON_too_deep_is_invalid_json()
        => AssertProblemAsync(new string('[', 100_000), HttpStatusCode.BadRequest, "invalid_json", "");

    [Theory]
    [InlineData("{}", "'customer' is missing")]
    [InlineData("""{"customer":"acme"}""", "'items' is missing")]
    [InlineData("""{"customer":"acme","items":[{"id":"1","amount":1},{"amount":2}]}""", "'items[1].id' is missing")]
    [InlineData("""{"customer":"acme","items":[{"id":1,"amount":1}]}""", "'items[0].id' is not valid")]
    [InlineData("""{"customer":"acme","items":[{"id":"1","amount":"many"}]}""", "'items[0].amount' is not valid")]
    [InlineData("""{"customer":"acme","items":7}""", "'items' is not valid")]
    [InlineData("""{"customer":null,"items":[]}""", "'customer' is not valid")]
    [InlineData("null", "must not be null")]
    [InlineData("[]", "another shape")]
    [InlineData("\"text\"", "another shape")]
    public Task JSON_of_another_shape_names_the_member(string body, string detail)
        => AssertProblemAsync(body, HttpStatusCode.BadRequest, "invalid_request", detail);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? contentType)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        await AssertProblemAsync(content, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "");
    }

    [Fact]
    public async Task A_compressed_body_is_refused_not_expanded()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[1_000_000]);
        }

        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        await AssertProblemAsync(content, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_megabytes_are_refused_whether_announced_or_not(bool announced)
    {
        using var body = new MemoryStream(Encoding.ASCII.GetBytes("\"" + new string('x', 10 * 1024 * 1024) + "\""));
        using HttpContent content = announced ? new StreamContent(body) : new UnannouncedContent(body);
        content.Headers.ContentType = new("application/json");

        await AssertProblemAsync(content, HttpStatusCode.RequestEntityTooLarge, "body_too_large", "1 MiB");
    }

    private Task<HttpResponseMessage> PostAsync(string body)
        => _server.Client.PostAsync("/orders", new StringContent(body, Encoding.UTF8, "application/json"));

    private async Task AssertProblemAsync(string body, HttpStatusCode status, string code, string detail)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await AssertProblemAsync(content, status, code, detail);
    }

    private async Task AssertProblemAsync(HttpContent content, HttpStatusCode status, string code, string detail)
    {
        // With 100-continue the server refuses before the client sends, instead of while it does.
        _server.Client.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await _server.Client.PostAsync("/orders", content);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Contains(detail, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    internal sealed record Order
    {
        public required string Customer { get; init; }

        public required IReadOnlyList<Item> Items { get; init; }

        public string? Note { get; init; }
    }

    internal sealed record Item
    {
        public required string Id { get; init; }

        public required int Amount { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Order))]
    internal sealed partial class OrderJson : JsonSerializerContext;

    private sealed class UnannouncedContent(Stream body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
