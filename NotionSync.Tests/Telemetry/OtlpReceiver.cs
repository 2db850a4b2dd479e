using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NotionSync.Tests.Telemetry;

/// <summary>A small collector: takes what is exported by OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Everything that came, as it came.</summary>
    public IEnumerable<byte[]> Bodies => _received.Select(received => received.Body);

    public IReadOnlyList<OtlpSpan> Spans
        => [.. Received("/v1/traces")
            .SelectMany(request => request.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))
            .Select(span => new OtlpSpan(
                span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), span.Attributes(9)))];

    public IReadOnlyList<string> Metrics
        => [.. Received("/v1/metrics")
            .SelectMany(request => request.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))
            .Select(metric => metric.Text(1)).Distinct()];

    /// <summary>The lines of the log, and the trace that each belongs to.</summary>
    public IReadOnlyList<(string Text, string TraceId)> Logs
        => [.. Received("/v1/logs")
            .SelectMany(request => request.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))
            .Select(record => (record.Messages(5).First().Text(1), record.Hex(9)))];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<Protobuf> Received(string path)
        => _received.Where(received => received.Path == path).Select(received => new Protobuf(received.Body));

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}

/// <param name="Kind">1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, int Kind, Dictionary<string, string> Attributes);
