using System.Globalization;
using System.Text;
using System.Text.Json;
using NotionSync.Auditing;

namespace NotionSync.Resources;

/// <summary>Writes the audit log as it is read, whatever its length.</summary>
internal static class AuditExport
{
    public static async Task WriteLinesAsync(IAsyncEnumerable<AuditEntry> entries, Stream output, CancellationToken cancellationToken)
    {
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(entry, ApiJson.Default.AuditEntry), cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>RFC 4180. A field that a spreadsheet would take for a formula is written with an apostrophe before it.</summary>
    public static async Task WriteCsvAsync(IAsyncEnumerable<AuditEntry> entries, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync("at,actor,action,subject,details\r\n"u8.ToArray(), cancellationToken);

        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            var details = string.Join("; ", entry.Details.Select(detail => $"{detail.Key}={detail.Value}"));
            string[] fields = [entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Actor, entry.Action, entry.Subject, details];
            await output.WriteAsync(Encoding.UTF8.GetBytes($"{string.Join(',', fields.Select(Field))}\r\n"), cancellationToken);
        }
    }

    private static string Field(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
