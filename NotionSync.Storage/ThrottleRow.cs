using System.Text.Json;
using Azure.Data.Tables;

namespace NotionSync.Storage;

/// <summary>A window as a row of the table <c>Throttle</c>.</summary>
internal static class ThrottleRow
{
    public const string RowKey = "window";

    private const string UsesColumn = "Uses";
    private const string LeasesColumn = "Leases";
    private const string PausedUntilColumn = "PausedUntil";
    private const string EndpointsColumn = "Endpoints";
    private const string LimitColumn = "Limit";
    private const string NextClimbColumn = "NextClimb";
    private const string RefusalsColumn = "Refusals";

    public static RequestWindow Read(TableEntity? row)
    {
        if (row is null)
        {
            return new();
        }

        var window = RequestWindow.Read(row.GetBinary(UsesColumn), row.GetBinary(LeasesColumn), row.GetInt64(PausedUntilColumn) ?? 0);

        if (row.GetInt32(LimitColumn) is { } limit)
        {
            window.Allowance = new(limit, row.GetInt64(NextClimbColumn) ?? 0, row.GetInt32(RefusalsColumn) ?? 0);
        }

        foreach (var (endpoint, until) in row.GetJson(EndpointsColumn, StoredJson.Default.DictionaryStringInt64) ?? [])
        {
            window.PauseEndpoint(endpoint, until);
        }

        return window;
    }

    public static TableEntity Write(string key, RequestWindow window)
        => new(StorageKey.Encode(key), RowKey)
        {
            [UsesColumn] = window.WriteUses(),
            [LeasesColumn] = window.WriteLeases(),
            [PausedUntilColumn] = window.PausedUntil,
            [EndpointsColumn] = window.Endpoints.Count == 0 ? null : JsonSerializer.Serialize(new(window.Endpoints), StoredJson.Default.DictionaryStringInt64),
            [LimitColumn] = window.Allowance?.Limit,
            [NextClimbColumn] = window.Allowance?.NextClimb,
            [RefusalsColumn] = window.Allowance?.Refusals,
        };
}
