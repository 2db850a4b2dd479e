using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Tests.EndToEnd;

namespace NotionSync.Tests.Telemetry;

/// <summary>What the local host sends to a collector, over real HTTP.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task An_import_of_ten_pages_is_one_connected_trace_down_to_each_call_of_Notion()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        });
        var connection = await deployment.ConnectAsync();
        using var generated = await deployment.NotionControl.PostAsJsonAsync("/_emulator/generate", new { kind = "pages", pages = 9, blocks = 20 });
        var root = (await generated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        using var _ = await deployment.NotionControl.DeleteAsync(new Uri("/_emulator/stats", UriKind.Relative));

        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, root));
        Assert.True(import.GetProperty("pages").GetProperty("imported").GetInt32() == 10, import.ToString());
        var calls = (await deployment.NotionControl.GetFromJsonAsync<JsonElement>("/_emulator/stats")).GetProperty("total").GetInt32();

        // Ending in order sends what is left.
        Assert.Equal(0, await deployment.App.StopAsync());

        var start = Assert.Single(collector.Spans, span => span.Kind == 2 && span.Attributes.GetValueOrDefault("http.response.status_code") == "202");
        var trace = collector.Spans.Where(span => span.TraceId == start.TraceId).ToList();
        var ids = trace.Select(span => span.SpanId).ToHashSet();

        Assert.Equal(calls, trace.Count(span => span.Name.StartsWith("notion ", StringComparison.Ordinal)));
        // One begins; a worker then goes on from page to page for a while.
        Assert.True(trace.Count(span => span.Name == "process page-import") >= 2);
        Assert.All(trace.Where(span => span.SpanId != start.SpanId), span => Assert.Contains(span.ParentId, ids));
        Assert.Contains(collector.Logs, log => log.TraceId == start.TraceId && log.Text.Contains("ended: Completed", StringComparison.Ordinal));
        Assert.Empty(((string[])["notionsync.pages", "notion.calls", "notion.call.duration"]).Except(collector.Metrics));
    }

    [Fact]
    public async Task No_text_of_a_page_and_no_secret_is_exported()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        });
        var connection = await deployment.ConnectAsync();
        await deployment.WaitAsync(await deployment.StartImportAsync(connection, [.. await deployment.RootsAsync(connection)]));
        using var searched = await deployment.Api.GetAsync(new Uri($"tenants/demo/connections/{connection}/search?query=penetration", UriKind.Relative));
        var documents = await deployment.DocumentsAsync();
        var texts = new List<string> { Deployment.Token, "penetration" };

        foreach (var document in documents)
        {
            var markdown = Encoding.UTF8.GetString(await deployment.BytesAsync($"tenants/demo/documents/{document.GetProperty("id").GetString()}/markdown"));
            texts.Add(document.GetProperty("title").GetString()!);
            texts.AddRange(markdown.Split('\n').Where(line => line.Length > 25 && line.All(character => char.IsAscii(character))));
        }

        Assert.Equal(0, await deployment.App.StopAsync());

        var exported = string.Concat(collector.Bodies.Select(Encoding.Latin1.GetString));
        Assert.True(exported.Length > 10_000 && texts.Count > 100, $"{exported.Length} bytes, {texts.Count} texts");
        Assert.DoesNotContain(texts.Where(text => text.Length > 5), text => exported.Contains(text, StringComparison.Ordinal));
    }
}
