using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NotionSync.Importing;
using NotionSync.Telemetry;

namespace NotionSync.Tests.Telemetry;

public sealed class MessageTraceTests : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is AppTracing.SourceName or nameof(MessageTraceTests),
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private readonly ActivitySource _source = new(nameof(MessageTraceTests));

    public MessageTraceTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _source.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_message_is_worked_off_in_the_trace_in_which_it_was_sent()
    {
        using var request = _source.StartActivity("request")!;
        var sent = Send();
        request.Stop();
        Activity? inside = null;

        await MessageTrace.RunAsync("page-import", sent, () =>
        {
            inside = Activity.Current;
            return Task.CompletedTask;
        });

        Assert.Equal((request.TraceId, request.SpanId), (inside!.TraceId, inside.ParentSpanId));
    }

    [Fact]
    public async Task What_a_message_sends_lies_beside_it_in_the_trace_and_not_within_it()
    {
        using var request = _source.StartActivity("request")!;
        var sent = Send();
        request.Stop();
        var next = string.Empty;

        await MessageTrace.RunAsync("page-import", sent, () =>
        {
            next = Send();
            return Task.CompletedTask;
        });

        Assert.Contains($"{request.TraceId}-{request.SpanId}", next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_a_timer_sends_share_a_trace()
    {
        var traces = new HashSet<ActivityTraceId>();
        var next = string.Empty;

        await MessageTrace.RunAsync("connection-sync", "{}", () =>
        {
            traces.Add(Activity.Current!.TraceId);
            next = Send();
            return Task.CompletedTask;
        });
        await MessageTrace.RunAsync("page-import", next, () =>
        {
            traces.Add(Activity.Current!.TraceId);
            return Task.CompletedTask;
        });

        Assert.Single(traces);
    }

    [Fact]
    public void A_message_with_a_trace_is_read_as_one_without()
    {
        using var request = _source.StartActivity("request")!;
        var message = new ImportMessage("t", "c", 3, "i", 7, null);
        var sent = Encoding.UTF8.GetString(MessageTrace.Add(JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.ImportMessage)).Span);

        Assert.Contains("traceparent", sent, StringComparison.Ordinal);
        Assert.Equal(message, JsonSerializer.Deserialize(sent, MessageJson.Default.ImportMessage));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"traceparent":1}""")]
    [InlineData("""{"traceparent":"00-x"}""")]
    public async Task A_message_without_a_readable_trace_is_worked_off_all_the_same(string message)
    {
        var worked = false;

        await MessageTrace.RunAsync("page-import", message, () =>
        {
            worked = true;
            return Task.CompletedTask;
        });

        Assert.True(worked);
    }

    private static string Send()
        => Encoding.UTF8.GetString(MessageTrace.Add(JsonSerializer.SerializeToUtf8Bytes(new ImportMessage("t", "c", 1, "i", 0, null), MessageJson.Default.ImportMessage)).Span);
}
