using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotionSync.Emulator.Files;

namespace NotionSync.Emulator.Worlds;

/// <summary>An object as bytes, ready to be sent; only its file URLs are still filled in at every read.</summary>
internal sealed partial class RenderedJson
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Part[] _parts = [];

    private RenderedJson()
    {
    }

    public static RenderedJson From(JsonNode node) => From(BytesOf(node));

    /// <param name="json">The object's bytes; kept, not copied, when it has no file URLs.</param>
    public static RenderedJson From(byte[] json)
    {
        var rendered = new RenderedJson();
        rendered.Split(json);
        return rendered;
    }

    public static byte[] BytesOf(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);

        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public void WriteTo(IBufferWriter<byte> output, FileLinks links)
    {
        foreach (var part in _parts)
        {
            output.Write(part.Marker is null ? part.Literal : Encoding.UTF8.GetBytes(links.Resolve(part.Marker)));
        }
    }

    /// <summary>Writes the object with one more property at its end.</summary>
    public void WriteTo(IBufferWriter<byte> output, FileLinks links, ReadOnlySpan<byte> addedProperty)
    {
        foreach (var part in _parts.AsSpan()[..^1])
        {
            output.Write(part.Marker is null ? part.Literal : Encoding.UTF8.GetBytes(links.Resolve(part.Marker)));
        }

        // The last part always ends with the object's closing brace.
        output.Write(_parts[^1].Literal.AsSpan()[..^1]);
        output.Write(","u8);
        output.Write(addedProperty);
        output.Write("}"u8);
    }

    private void Split(byte[] json)
    {
        if (json.AsSpan().IndexOf("\"emulator-"u8) < 0)
        {
            _parts = [new(json, null)];
            return;
        }

        var text = Encoding.UTF8.GetString(json);
        var start = 0;
        var parts = new List<Part>();

        foreach (Match match in Marker().Matches(text))
        {
            parts.Add(new(Encoding.UTF8.GetBytes(text[start..match.Index]), null));
            parts.Add(new([], match.Value));
            start = match.Index + match.Length;
        }

        parts.Add(new(Encoding.UTF8.GetBytes(text[start..]), null));
        _parts = [.. parts];
    }

    [GeneratedRegex("""(?<=")emulator-(?:hosted|external|expiry)://[^"]*""")]
    private static partial Regex Marker();

    private readonly record struct Part(byte[] Literal, string? Marker);
}
