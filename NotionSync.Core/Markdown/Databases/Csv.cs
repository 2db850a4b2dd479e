using System.Buffers;
using System.Text;

namespace NotionSync.Markdown.Databases;

/// <summary>Writes comma-separated values (RFC 4180).</summary>
internal static class Csv
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    public static void AppendRow(StringBuilder csv, IEnumerable<string> values)
    {
        var isFirst = true;

        foreach (var value in values)
        {
            if (!isFirst)
            {
                csv.Append(',');
            }

            isFirst = false;
            csv.Append(value.AsSpan().ContainsAny(NeedQuotes) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value);
        }

        csv.Append("\r\n");
    }
}
