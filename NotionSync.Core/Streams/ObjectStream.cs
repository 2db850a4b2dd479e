using System.Runtime.CompilerServices;

namespace NotionSync.Streams;

/// <summary>Pages, or data sources: what search finds of a kind.</summary>
internal sealed class ObjectStream(StreamRun run, string objectType)
{
    public async IAsyncEnumerable<StreamStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in new SearchWalk(run, objectType, stopsEarly: true).ReadAsync(cancellationToken))
        {
            if (found.Item is not { } item)
            {
                yield return default;
                continue;
            }

            run.List = found.Place;
            run.Meet(item.LastEditedAt);
            var record = RecordJson.OfObject(item.Json);

            if (run.TryBring(item.LastEditedAt, record.Span))
            {
                yield return new(record);
            }
        }
    }
}
