using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>
/// Walks a listing of Notion page by page. What was fetched is kept while the step is put back; where a cursor expires
/// the listing begins anew, and whoever reads it meets some items twice.
/// </summary>
public sealed class KeptListing(Checkpoints checkpoints)
{
    private const int MaxRestarts = 3;

    /// <param name="name">Tells apart what one step lists.</param>
    /// <param name="fetch">One answer, from a cursor on.</param>
    /// <param name="take">Gets each answer; <see langword="false"/>: enough.</param>
    public async Task WalkAsync(
        ItemWork work,
        string name,
        Func<string?, Task<NotionList<NotionObject>>> fetch,
        Func<NotionList<NotionObject>, bool> take,
        CancellationToken cancellationToken)
    {
        var fetched = await checkpoints.LoadAsync(work, cancellationToken);
        var isKept = fetched.Count > 0;
        string? cursor = null;

        for (var restarts = 0; ;)
        {
            try
            {
                var list = await FetchAsync(work, fetched, name, cursor, fetch);
                cursor = list.NextCursor;

                if (!take(list) || cursor is null)
                {
                    break;
                }
            }
            catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && cursor is not null && restarts < MaxRestarts)
            {
                restarts++;
                cursor = null;
                fetched = new();
            }
            catch (NotionRateLimitedException)
            {
                await checkpoints.SaveAsync(work, fetched, cancellationToken);
                throw;
            }
        }

        if (isKept)
        {
            await checkpoints.RemoveAsync(work, cancellationToken);
        }
    }

    private static async Task<NotionList<NotionObject>> FetchAsync(ItemWork work, FetchedAnswers fetched, string name, string? cursor, Func<string?, Task<NotionList<NotionObject>>> fetch)
    {
        var key = $"{name} {cursor}";

        if (!fetched.TryGet(work.Item.Id, key, out var known) || known is not { } answer)
        {
            answer = NotionListJson.Write(await fetch(cursor));
            fetched.Set(work.Item.Id, key, answer);
        }

        return NotionJson.ReadList(answer, NotionJson.ReadObject);
    }
}
