using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Streams;

/// <summary>
/// All that a later read has to know of the reads before it. A few kilobytes at most, whatever the size of the workspace.
/// Holds ids, times and hashes; no content and no secret.
/// </summary>
/// <param name="Version">Of this shape: 1. Null in a state that Airbyte's own connector wrote, of which only the cursor is known.</param>
/// <param name="Cursor">The latest edit that complete reads have brought.</param>
/// <param name="Seen">What they brought of the edits around it; see <see cref="SeenRecords"/>.</param>
/// <param name="Position">Where a read stopped before its end; null: it was complete.</param>
public sealed record StreamState(
    int? Version,
    string? Stream,
    [property: JsonPropertyName("last_edited_time")] DateTimeOffset? Cursor,
    string? Seen,
    StreamPosition? Position)
{
    public const int CurrentVersion = 1;

    // A path of a hundred levels with long cursors is below 40 KB.
    private const int MaxLength = 64 * 1024;

    // Reads count some minutes to and fro from a time.
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a state that we, or Airbyte's connector, wrote.</summary>
    /// <exception cref="ProblemException"><c>invalid_state</c>: not a state, of a later version, or of another stream.</exception>
    public static StreamState? Parse(JsonElement json, string stream)
    {
        if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (json.ValueKind == JsonValueKind.Object && !json.EnumerateObject().Any()))
        {
            return null;
        }

        StreamState? state;

        try
        {
            state = json.GetRawText().Length <= MaxLength ? json.Deserialize(StreamJson.Default.StreamState) : null;
        }
        catch (JsonException)
        {
            state = null;
        }

        if (state is null || state.Version is not (null or CurrentVersion) || (state.Stream is not null && state.Stream != stream) || !IsSound(state.Cursor) || !IsSound(state.Position))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_state", $"This is no state of the stream {stream} that can be read here. Start again without a state.");
        }

        return state;
    }

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, StreamJson.Default.StreamState);

    private static bool IsSound(DateTimeOffset? time) => time is null || (time >= Earliest && time < End);

    private static bool IsSound(StreamPosition? position)
        => position is null
            || (Enum.IsDefined(position.Mode)
                && IsSound(position.From) && IsSound(position.First) && IsSound(position.Latest) && IsSound(position.List?.At)
                && (position.Once is null || position.Once.Count <= 1000)
                && (position.Path is null || (position.Path.Count <= StreamRequest.MaxBlockDepth && position.Path.All(place => place?.After is not null || place is not null && place == position.Path[^1]))));
}
