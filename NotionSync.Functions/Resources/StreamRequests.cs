using System.Text.Json;
using NotionSync.Streams;

namespace NotionSync.Resources;

internal sealed record StreamReadRequest
{
    public required string Stream { get; init; }

    public StreamMode Mode { get; init; }

    public string? StartDate { get; init; }

    public JsonElement State { get; init; }

    public int? BlockDepth { get; init; }

    public bool BlockComments { get; init; }

    public int? MaxRecords { get; init; }

    public int? MaxSeconds { get; init; }

    public int? MaxMegabytes { get; init; }

    public StreamRequest Check(TimeProvider time)
        => StreamService.Check(Stream, Mode, NotionSync.Streams.StartDate.Parse(StartDate, time), StreamState.Parse(State, Stream), BlockDepth, BlockComments);

    public StreamBounds Bounds() => StreamBounds.Of(MaxRecords, MaxSeconds, MaxMegabytes);
}

internal sealed record StreamExportRequest
{
    public required IReadOnlyList<StreamExportRequestItem> Streams { get; init; }

    public string? StartDate { get; init; }

    public int? BlockDepth { get; init; }

    public bool BlockComments { get; init; }

    public IReadOnlyList<StreamRequest> Check(TimeProvider time)
    {
        var startDate = NotionSync.Streams.StartDate.Parse(StartDate, time);
        return [.. Streams.Select(item => StreamService.Check(item.Name, item.Mode, startDate, StreamState.Parse(item.State, item.Name), BlockDepth, BlockComments))];
    }
}

internal sealed record StreamExportRequestItem
{
    public required string Name { get; init; }

    public StreamMode Mode { get; init; }

    public JsonElement State { get; init; }
}
