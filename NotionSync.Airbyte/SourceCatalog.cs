using System.Text.Json;
using NotionSync.Streams;

namespace NotionSync.Airbyte;

/// <summary>What the platform wants read, and from where.</summary>
internal static class SourceCatalog
{
    /// <summary>Reads a configured catalog and the states that belong to it.</summary>
    /// <exception cref="ConfigException">A stream is unknown, or its mode is not supported, or a state cannot be read.</exception>
    public static IReadOnlyList<StreamRequest> Read(JsonElement catalog, JsonElement states, SourceConfig config)
    {
        if (catalog.ValueKind != JsonValueKind.Object || !catalog.TryGetProperty("streams", out var streams) || streams.ValueKind != JsonValueKind.Array)
        {
            throw new ConfigException("The catalog has no streams.");
        }

        var known = ReadStates(states);

        try
        {
            return [.. streams.EnumerateArray().Select(stream =>
            {
                var name = NameOf(stream, "stream") ?? throw new ConfigException("A stream of the catalog has no name.");

                return StreamService.Check(
                    name,
                    ModeOf(stream),
                    config.StartDate,
                    StreamState.Parse(known.GetValueOrDefault(name), name),
                    config.BlockDepth,
                    config.BlockComments);
            })];
        }
        catch (ProblemException exception)
        {
            throw new ConfigException(exception.Message, exception);
        }
    }

    private static StreamMode ModeOf(JsonElement stream)
        => !stream.TryGetProperty("sync_mode", out var mode) || mode.ValueKind == JsonValueKind.Null ? StreamMode.FullRefresh
            : mode.ValueKind != JsonValueKind.String ? throw new ConfigException("sync_mode must be a text.")
            : mode.GetString() switch
            {
                "full_refresh" => StreamMode.FullRefresh,
                "incremental" => StreamMode.Incremental,
                var other => throw new ConfigException($"There is no sync_mode '{other}'; there are full_refresh and incremental."),
            };

    // A list of STREAM states; also one GLOBAL state, and the object by stream that came before both.
    private static Dictionary<string, JsonElement> ReadStates(JsonElement states)
    {
        var known = new Dictionary<string, JsonElement>();

        foreach (var state in states.ValueKind switch
        {
            JsonValueKind.Array => states.EnumerateArray().ToList(),
            JsonValueKind.Object => [states],
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            _ => throw new ConfigException("The state must be a list of states."),
        })
        {
            if (state.ValueKind != JsonValueKind.Object)
            {
                throw new ConfigException("The state must be a list of objects.");
            }

            if (state.TryGetProperty("stream", out var one) && one.ValueKind == JsonValueKind.Object)
            {
                Add(one);
            }
            else if (state.TryGetProperty("global", out var global) && global.ValueKind == JsonValueKind.Object && global.TryGetProperty("stream_states", out var several))
            {
                foreach (var part in several.ValueKind == JsonValueKind.Array ? several.EnumerateArray() : throw new ConfigException("A global state must have a list of stream_states."))
                {
                    Add(part);
                }
            }
            else
            {
                var legacy = state.TryGetProperty("data", out var data) ? data : state;

                foreach (var stream in legacy.ValueKind == JsonValueKind.Object ? legacy.EnumerateObject() : default)
                {
                    known[stream.Name] = stream.Value;
                }
            }
        }

        return known;

        void Add(JsonElement state)
        {
            if (NameOf(state, "stream_descriptor") is { } name && state.TryGetProperty("stream_state", out var value))
            {
                known[name] = value;
            }
        }
    }

    private static string? NameOf(JsonElement json, string owner)
        => json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty(owner, out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
}
