using System.Buffers;
using System.Text;

namespace NotionSync.Markdown.Databases;

/// <summary>Writes comma-separated values (RFC 4180) as UTF-8.</summary>
internal sealed class Csv
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Utf8 => _bytes.WrittenMemory;

    public void AppendRow(IEnumerable<string> values)
    {
        var isFirst = true;

        foreach (var value in values)
        {
            if (!isFirst)
            {
                _bytes.Write(","u8);
            }

            isFirst = false;
            Encoding.UTF8.GetBytes(value.AsSpan().ContainsAny(NeedQuotes) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value, _bytes);
        }

        _bytes.Write("\r\n"u8);
    }
}
