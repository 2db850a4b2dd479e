using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using NotionSync.Records;

namespace NotionSync.Auditing;

/// <summary>
/// Who did and saw what, the newest first. There is no call that changes or removes an entry; one goes only with its
/// whole tenant. An entry of a change is written in the transaction of the change.
/// </summary>
public sealed class AuditLog(IRecordStore records, TimeProvider clock)
{
    private const string Kind = "log";
    private const int MaxPagesOfSubject = 10;

    /// <summary>An entry as part of a transaction.</summary>
    public RecordWrite Write(string actor, string action, string subject, params ReadOnlySpan<(string Name, string? Value)> details)
    {
        var now = clock.GetUtcNow();
        var id = $"{RecordKey.Descending(now)}{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var values = new Dictionary<string, string>();

        foreach (var (name, value) in details)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }

        return RecordWrite.Add(RecordKey.Of(Kind, id), new AuditEntry(id, now, actor, action, subject, values), AuditJson.Default.AuditEntry);
    }

    /// <summary>Writes an entry by itself, before that which it tells of goes out.</summary>
    public async Task AppendAsync(string tenantId, RecordWrite entry, CancellationToken cancellationToken)
    {
        if (!await records.TryWriteAsync(tenantId, [entry], cancellationToken))
        {
            throw new InvalidOperationException("Two entries of the audit log have one key.");
        }
    }

    /// <param name="subject">
    /// Only what happened to this. The log is looked through for it, a bounded part at a time: a page may then hold few
    /// entries or none, and still go on.
    /// </param>
    /// <exception cref="ProblemException"><c>invalid_cursor</c>.</exception>
    public async Task<(IReadOnlyList<AuditEntry> Items, string? NextCursor)> ListAsync(
        string tenantId, AuditPeriod period, string? subject, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var found = new List<AuditEntry>();
        var pages = 0;

        do
        {
            (var items, cursor) = await records.PageAsync(tenantId, Range(period), AuditJson.Default.AuditEntry, cursor, pageSize, cancellationToken);
            found.AddRange(items.Select(item => item.Value).Where(entry => subject is null || entry.Subject == subject));
        }
        while (subject is not null && cursor is not null && found.Count < pageSize && ++pages < MaxPagesOfSubject);

        return (found, cursor);
    }

    /// <summary>Every entry of a period, read as it goes.</summary>
    public IAsyncEnumerable<AuditEntry> ReadAsync(string tenantId, AuditPeriod period, CancellationToken cancellationToken)
        => records.ReadAllAsync(tenantId, Range(period), AuditJson.Default.AuditEntry, cancellationToken).Select(entry => entry.Value);

    // The newest has the smallest key.
    private static RecordRange Range(AuditPeriod period)
        => new(
            Kind,
            period.Before is { } before ? RecordKey.Of(Kind, RecordKey.Descending(before) + "g") : null,
            period.From is { } from ? RecordKey.Of(Kind, RecordKey.Descending(from) + "g") : null);
}

/// <param name="From">Included.</param>
/// <param name="Before">Not included.</param>
public sealed record AuditPeriod(DateTimeOffset? From = null, DateTimeOffset? Before = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
