using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class FileTests
{
    [Fact]
    public async Task A_hosted_file_is_served_by_its_signed_url_without_a_token()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var url = (string)(await FindAsync(emulator, "SOC 2 Type II Report", "pdf"))["pdf"]!["file"]!["url"]!;

        using var client = new HttpClient();
        using var response = await client.GetAsync(url);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.EndsWith("/Halvenbrook SOC 2 Type II 2025.pdf", Uri.UnescapeDataString(new Uri(url).AbsolutePath), StringComparison.Ordinal);
        AssertIsPdf(bytes);
        Assert.Contains("fictitious company", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_url_expires_and_reading_the_block_again_gives_a_new_one()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var block = await FindAsync(emulator, "SOC 2 Type II Report", "pdf");
        var url = (string)block["pdf"]!["file"]!["url"]!;

        await emulator.PostAsync("/_emulator/clock", """{"advanceSeconds":3601}""");
        using var expired = await emulator.Http.GetAsync(url);

        Assert.Equal(HttpStatusCode.Forbidden, expired.StatusCode);
        Assert.Equal("application/xml", expired.Content.Headers.ContentType!.MediaType);
        var body = await expired.Content.ReadAsStringAsync();
        Assert.Contains("<Code>AccessDenied</Code><Message>Request has expired</Message>", body, StringComparison.Ordinal);

        var again = await emulator.GetAsync($"/v1/blocks/{block["id"]}");
        using var renewed = await emulator.Http.GetAsync((string)again["pdf"]!["file"]!["url"]!);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Fact]
    public async Task The_expiry_time_is_that_of_the_url()
    {
        var time = new ManualTime();
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { FileUrlSeconds = 90 }, time);
        var file = (await FindAsync(emulator, "SOC 2 Type II Report", "pdf"))["pdf"]!["file"]!;

        Assert.Equal(time.GetUtcNow().AddSeconds(90), (DateTimeOffset)file["expiry_time"]!);
        time.Advance(89);
        using var fresh = await emulator.Http.GetAsync((string)file["url"]!);
        time.Advance(1);
        using var expired = await emulator.Http.GetAsync((string)file["url"]!);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (fresh.StatusCode, expired.StatusCode));
    }

    [Fact]
    public async Task A_changed_or_missing_signature_is_denied()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var url = (string)(await FindAsync(emulator, "SOC 2 Type II Report", "pdf"))["pdf"]!["file"]!["url"]!;

        foreach (var wrong in (string[])[url[..url.IndexOf('?', StringComparison.Ordinal)], url.Replace("X-Amz-Expires=3600", "X-Amz-Expires=9999", StringComparison.Ordinal), url + "0"])
        {
            using var response = await emulator.Http.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_big_file_can_be_read_in_parts_that_make_the_whole()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("file,megabytes=3");
        await using var _ = emulator;
        var url = (string)(await emulator.ListAsync($"/v1/blocks/{page}/children"))[0]["pdf"]!["file"]!["url"]!;

        using var head = await emulator.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        var whole = await emulator.Http.GetByteArrayAsync(url);
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.InRange(whole.Length, 3 * 1024 * 1024, (3 * 1024 * 1024) + 2048);
        AssertIsPdf(whole);

        var parts = new MemoryStream();

        while (parts.Length < whole.Length)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Range = new RangeHeaderValue(parts.Length, parts.Length + 1_000_000);
            using var part = await emulator.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(whole.Length, part.Content.Headers.ContentRange!.Length);
            await part.Content.CopyToAsync(parts);
        }

        Assert.Equal(SHA256.HashData(whole), SHA256.HashData(parts.ToArray()));
    }

    [Theory]
    [InlineData(null, 5, 5)]
    [InlineData(100_000_000, null, null)]
    public async Task Other_ranges_are_as_http_says(int? from, int? to, int? length)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var url = (string)(await FindAsync(emulator, "SOC 2 Type II Report", "pdf"))["pdf"]!["file"]!["url"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(from, to);
        using var response = await emulator.Http.SendAsync(request);

        Assert.Equal(length is null ? HttpStatusCode.RequestedRangeNotSatisfiable : HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(length is null ? null : "%EOF\n", length is null ? null : await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Files_elsewhere_are_played_by_the_emulator_so_that_nothing_leaves_the_machine()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var page = await emulator.FindPageIdAsync("Every Block Type");
        var urls = new List<string>();
        Collect(await emulator.GetAsync($"/v1/pages/{page}"), urls);

        foreach (var block in await emulator.ListAsync($"/v1/blocks/{page}/children"))
        {
            Collect(block, urls);
        }

        Assert.True(urls.Count > 8);

        foreach (var url in urls)
        {
            Assert.StartsWith(emulator.Http.BaseAddress!.AbsoluteUri, url, StringComparison.Ordinal);
            using var response = await emulator.Http.GetAsync(url);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Pictures_are_real_pngs()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var url = (string)(await FindAsync(emulator, "Backup and Recovery Policy", "image"))["image"]!["file"]!["url"]!;
        var bytes = await emulator.Http.GetByteArrayAsync(url);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        var start = bytes.AsSpan().IndexOf("IDAT"u8) + 4;
        using var pixels = new ZLibStream(new MemoryStream(bytes[start..]), CompressionMode.Decompress);
        var raw = new byte[16 * (1 + (16 * 3))];
        pixels.ReadExactly(raw);
        Assert.Equal(0, raw[0]);
    }

    private static async Task<JsonObject> FindAsync(EmulatorHost emulator, string title, string type)
        => (await emulator.ListAsync($"/v1/blocks/{await emulator.FindPageIdAsync(title)}/children")).First(block => (string?)block["type"] == type);

    // Header, a cross-reference table that starts where the trailer says, and an object at each position that it names.
    private static void AssertIsPdf(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("%PDF-1.", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);

        var start = int.Parse(text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        var table = text[start..].Split('\n');
        Assert.Equal("xref", table[0]);

        for (var number = 1; table[number + 2].EndsWith(" n ", StringComparison.Ordinal); number++)
        {
            var position = int.Parse(table[number + 2][..10], System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith($"{number} 0 obj\n", text[position..(position + 12)], StringComparison.Ordinal);
        }
    }

    private static void Collect(JsonNode? node, List<string> urls)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Collect(item, urls);
            }
        }

        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (name is "file" or "external" && value is JsonObject file && (string?)file["url"] is { } url)
            {
                urls.Add(url);
            }

            Collect(value, urls);
        }
    }
}
