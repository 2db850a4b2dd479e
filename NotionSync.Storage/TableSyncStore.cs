using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Storage;

/// <summary>
/// The table <c>SyncStates</c>. Partition tenant and connection: the rows <c>state</c> and <c>shares</c>, and <c>n-KIND-ID</c> for each note.
/// Partition tenant: the row <c>settings</c>.
/// </summary>
public sealed class TableSyncStore(TableServiceClient tables) : ISyncStore
{
    private const string StateKey = "state";
    private const string SettingsKey = "settings";
    private const string SharesKey = "shares";

    // Azure Tables take 100 rows in one transaction.
    private const int RowsPerTransaction = 100;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.SyncStatesTable);

    public async Task<SyncState> GetStateAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var row = await _table.FindAsync(Partition(tenantId, connectionId), StateKey, cancellationToken);

        return new()
        {
            TenantId = tenantId,
            ConnectionId = connectionId,
            Watermark = row?.GetDateTimeOffset("Watermark"),
            NextWatermark = row?.GetDateTimeOffset("NextWatermark"),
            NextWatermarkRun = row?.GetString("NextWatermarkRun"),
            CurrentRun = row?.GetString("CurrentRun"),
            HintRun = row?.GetString("HintRun"),
            AskedAgain = row?.GetBoolean("AskedAgain") ?? false,
            ReconciledAt = row?.GetDateTimeOffset("ReconciledAt"),
            ETag = row?.ETag.ToString(),
        };
    }

    public async Task<bool> TrySaveStateAsync(SyncState state, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(
            new(Partition(state.TenantId, state.ConnectionId), StateKey)
            {
                ["Watermark"] = state.Watermark,
                ["NextWatermark"] = state.NextWatermark,
                ["NextWatermarkRun"] = state.NextWatermarkRun,
                ["CurrentRun"] = state.CurrentRun,
                ["HintRun"] = state.HintRun,
                ["AskedAgain"] = state.AskedAgain,
                ["ReconciledAt"] = state.ReconciledAt,
            },
            state.ETag,
            cancellationToken) is not null;

    public async Task<SyncNote?> FindNoteAsync(string tenantId, string connectionId, SyncNoteKind kind, NotionId id, CancellationToken cancellationToken)
        => await _table.FindAsync(Partition(tenantId, connectionId), NoteKey(kind, id), cancellationToken) is { } row ? Read(row) : null;

    public async Task<IReadOnlyList<SyncNote>> ListNotesAsync(string tenantId, string connectionId, SyncNoteKind kind, CancellationToken cancellationToken)
    {
        var (partition, first) = (Partition(tenantId, connectionId), NotePrefix(kind));
        var notes = new List<SyncNote>();

        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {first} and RowKey lt {first + "~"}"), cancellationToken: cancellationToken))
        {
            notes.Add(Read(row));
        }

        return notes;
    }

    public async Task PutNotesAsync(string tenantId, string connectionId, IReadOnlyCollection<SyncNote> notes, CancellationToken cancellationToken)
    {
        var partition = Partition(tenantId, connectionId);

        foreach (var some in notes.DistinctBy(note => (note.Kind, note.Id)).Chunk(RowsPerTransaction))
        {
            await _table.SubmitTransactionAsync(some.Select(note => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Write(partition, note))), cancellationToken);
        }
    }

    public async Task RemoveNoteAsync(string tenantId, string connectionId, SyncNoteKind kind, NotionId id, CancellationToken cancellationToken)
        => await _table.DeleteEntityAsync(Partition(tenantId, connectionId), NoteKey(kind, id), ETag.All, cancellationToken);

    public async Task<LaneShares> GetSharesAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var row = await _table.FindAsync(Partition(tenantId, connectionId), SharesKey, cancellationToken);

        return new()
        {
            Held = row?.GetJson("Held", StoredJson.Default.DictionaryStringInt32) ?? [],
            Waiting = row?.GetJson("Waiting", StoredJson.Default.ListString) ?? [],
            ETag = row?.ETag.ToString(),
        };
    }

    public async Task<bool> TrySaveSharesAsync(string tenantId, string connectionId, LaneShares shares, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(
            new(Partition(tenantId, connectionId), SharesKey)
            {
                ["Held"] = JsonSerializer.Serialize(new(shares.Held), StoredJson.Default.DictionaryStringInt32),
                ["Waiting"] = JsonSerializer.Serialize([.. shares.Waiting], StoredJson.Default.ListString),
            },
            shares.ETag,
            cancellationToken) is not null;

    public async Task RemoveAllAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var partition = Partition(tenantId, connectionId);

        await foreach (var row in _table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(partition, row.RowKey, ETag.All, cancellationToken);
        }
    }

    public async Task<AutoSync?> FindSettingsAsync(string tenantId, CancellationToken cancellationToken)
        => await _table.FindAsync(StorageKey.Encode(tenantId), SettingsKey, cancellationToken) is { } row
            ? new(row.GetBoolean("Enabled").GetValueOrDefault(), row.GetInt32("IntervalHours").GetValueOrDefault())
            : null;

    public async Task SetSettingsAsync(string tenantId, AutoSync settings, CancellationToken cancellationToken)
        => await _table.UpsertEntityAsync(
            new TableEntity(StorageKey.Encode(tenantId), SettingsKey) { ["Enabled"] = settings.Enabled, ["IntervalHours"] = settings.IntervalHours },
            TableUpdateMode.Replace,
            cancellationToken);

    // No encoded key has a tilde.
    private static string Partition(string tenantId, string connectionId) => $"{StorageKey.Encode(tenantId)}~{StorageKey.Encode(connectionId)}";

    private static string NotePrefix(SyncNoteKind kind) => $"n-{kind}-";

    private static string NoteKey(SyncNoteKind kind, NotionId id) => $"{NotePrefix(kind)}{id.Value:N}";

    private static TableEntity Write(string partition, SyncNote note)
        => new(partition, NoteKey(note.Kind, note.Id))
        {
            ["Kind"] = note.Kind.ToString(),
            ["Id"] = note.Id.Value,
            ["ItemKind"] = note.ItemKind.ToString(),
            ["IncludeSubpages"] = note.IncludeSubpages,
            ["As"] = note.As.ToString(),
            ["Comments"] = note.Comments.ToString(),
            ["Container"] = note.Container?.Value,
            ["Reason"] = note.Reason.ToString(),
            ["FirstRun"] = note.FirstRun,
            ["SecondRun"] = note.SecondRun,
        };

    private static SyncNote Read(TableEntity row)
        => new()
        {
            Kind = row.GetEnum<SyncNoteKind>("Kind"),
            Id = new(row.GetGuid("Id").GetValueOrDefault()),
            ItemKind = row.GetEnum<ImportItemKind>("ItemKind"),
            IncludeSubpages = row.GetBoolean("IncludeSubpages").GetValueOrDefault(),
            As = row.GetEnum<ImportAs>("As"),
            Comments = row.GetString("Comments") is null ? CommentScope.None : row.GetEnum<CommentScope>("Comments"),
            Container = row.GetGuid("Container") is { } container ? new NotionId(container) : null,
            Reason = row.GetEnum<AbsenceReason>("Reason"),
            FirstRun = row.GetString("FirstRun"),
            SecondRun = row.GetString("SecondRun"),
        };
}
