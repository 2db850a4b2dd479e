using System.Buffers;
using System.Text.Json;
using NotionSync.Streams;

namespace NotionSync.Airbyte;

/// <summary>
/// Writes messages of the Airbyte protocol, one a line (https://docs.airbyte.com/understanding-airbyte/airbyte-protocol).
/// Nothing else may come on standard output.
/// </summary>
internal sealed class MessageWriter(Stream output, TimeProvider time)
{
    private const int FlushBytes = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);

    public void Spec(ReadOnlySpan<byte> spec)
    {
        _buffer.Write("{\"type\":\"SPEC\",\"spec\":"u8);
        RecordLine.WriteOnOneLine(_buffer, spec);
        End();
    }

    public void ConnectionStatus(string? failure)
        => Write("CONNECTION_STATUS", "connectionStatus", json =>
        {
            json.WriteString("status", failure is null ? "SUCCEEDED" : "FAILED");

            if (failure is not null)
            {
                json.WriteString("message", failure);
            }
        });

    public void Catalog()
        => Write("CATALOG", "catalog", json =>
        {
            json.WriteStartArray("streams");

            foreach (var stream in StreamCatalogue.All)
            {
                json.WriteStartObject();
                json.WriteString("name", stream.Name);
                json.WritePropertyName("json_schema");
                stream.Schema.WriteTo(json);
                WriteTexts(json, "supported_sync_modes", stream.IsIncremental ? ["full_refresh", "incremental"] : ["full_refresh"]);

                if (stream.CursorField is { } cursor)
                {
                    json.WriteBoolean("source_defined_cursor", true);
                    WriteTexts(json, "default_cursor_field", [cursor]);
                }

                json.WriteStartArray("source_defined_primary_key");
                json.WriteStartArray();
                json.WriteStringValue(stream.PrimaryKey);
                json.WriteEndArray();
                json.WriteEndArray();
                json.WriteBoolean("is_resumable", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    public void Record(string stream, ReadOnlySpan<byte> record)
    {
        _buffer.Write("{\"type\":\"RECORD\",\"record\":{\"stream\":\""u8);
        _buffer.Write(System.Text.Encoding.UTF8.GetBytes(stream));
        _buffer.Write("\",\"emitted_at\":"u8);
        _buffer.Write(System.Text.Encoding.UTF8.GetBytes(Now().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        _buffer.Write(",\"data\":"u8);
        RecordLine.WriteOnOneLine(_buffer, record);
        _buffer.Write("}"u8);
        End();
    }

    /// <param name="records">That came since the state before.</param>
    public void State(string stream, StreamState state, int records)
        => Write("STATE", "state", json =>
        {
            json.WriteString("type", "STREAM");
            json.WriteStartObject("stream");
            WriteStream(json, stream);
            json.WritePropertyName("stream_state");
            state.ToJson().WriteTo(json);
            json.WriteEndObject();
            json.WriteStartObject("sourceStats");
            json.WriteNumber("recordCount", (double)records);
            json.WriteEndObject();
        });

    public void StreamStatus(string stream, string status)
        => Trace("STREAM_STATUS", json =>
        {
            json.WriteStartObject("stream_status");
            WriteStream(json, stream);
            json.WriteString("status", status);
            json.WriteEndObject();
        });

    public void Error(string message, string failureType, string? code, string? stream)
        => Trace("ERROR", json =>
        {
            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("failure_type", failureType);

            if (code is not null)
            {
                json.WriteString("internal_message", code);
            }

            if (stream is not null)
            {
                WriteStream(json, stream);
            }

            json.WriteEndObject();
        });

    public void Log(string level, string message)
        => Write("LOG", "log", json =>
        {
            json.WriteString("level", level);
            json.WriteString("message", message);
        });

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        _buffer.ResetWrittenCount();
    }

    public Task FlushIfFullAsync(CancellationToken cancellationToken)
        => _buffer.WrittenCount >= FlushBytes ? FlushAsync(cancellationToken) : Task.CompletedTask;

    private void Trace(string type, Action<Utf8JsonWriter> write)
        => Write("TRACE", "trace", json =>
        {
            json.WriteString("type", type);
            json.WriteNumber("emitted_at", (double)Now());
            write(json);
        });

    private void Write(string type, string name, Action<Utf8JsonWriter> write)
        => RecordLine.Write(_buffer, json =>
        {
            json.WriteString("type", type);
            json.WriteStartObject(name);
            write(json);
            json.WriteEndObject();
        });

    private void End() => _buffer.Write("}\n"u8);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static void WriteStream(Utf8JsonWriter json, string stream)
    {
        json.WriteStartObject("stream_descriptor");
        json.WriteString("name", stream);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);

        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
