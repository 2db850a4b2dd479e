using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// Databases. Search does not find them since API version 2025-09-03
/// (https://developers.notion.com/docs/upgrade-guide-2025-09-03): they are the parents of its data sources. One that has
/// no data source, or none that is shared, is not found.
/// </summary>
internal sealed class DatabaseStream(StreamRun run)
{
    // The state stays small: databases beyond come once for each part of a read that was cut off.
    private const int MostInState = 100;

    // A database with several data sources comes once. 16 bytes for each database: a workspace of 10,000 is nothing.
    private readonly HashSet<NotionId> _asked = [.. run.Once];

    public async IAsyncEnumerable<StreamStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in new SearchWalk(run, "data_source", stopsEarly: false).ReadAsync(cancellationToken))
        {
            if (found.Item is not { } source)
            {
                yield return default;
                continue;
            }

            var database = await FindAsync(source, cancellationToken);
            run.List = found.Place;

            if (database is null)
            {
                yield return default;
                continue;
            }

            run.Meet(database.LastEditedAt);
            var record = RecordJson.OfObject(database.Json);

            if (run.IsInWindow(database.LastEditedAt) && run.TryBring(database.LastEditedAt, record.Span))
            {
                yield return new(record);
            }
        }
    }

    private async Task<NotionObject?> FindAsync(NotionObject source, CancellationToken cancellationToken)
    {
        if (source.Parent is not { Type: "database_id", Id: { } id } || (!run.IsAgain && _asked.Contains(id)))
        {
            return null;
        }

        try
        {
            var database = await run.Notion.GetDatabaseAsync(id, cancellationToken);
            _asked.Add(id);

            if (database.DataSources.Count > 1 && run.Once.Count < MostInState && !run.Once.Contains(id))
            {
                run.Once.Add(id);
            }

            return database;
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest or NotionError.Forbidden)
        {
            // A linked view, or the data source is shared and its database is not.
            run.Warn("not_shared");
            return null;
        }
    }
}
