using System.Text.Json.Serialization;

namespace NotionSync.LocalHost.Timers;

/// <summary>What the processes of an app know together about a timer, as JSON in its blob. Times are UTC.</summary>
/// <param name="Last">When the last run began; null before the first.</param>
/// <param name="Next">When the timer is due after that, for people who look.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>The moment that the next run is counted from.</summary>
    [JsonIgnore]
    public DateTimeOffset Since => Last ?? LastUpdated;
}

[JsonSerializable(typeof(TimerStatus))]
internal sealed partial class TimerJson : JsonSerializerContext;
