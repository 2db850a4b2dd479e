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

    /// <param name="fetched">What was fetched for the step before is taken from here, and what is fetched now is added.</param>
    /// <param name="name">Tells apart what one step lists.</param>
    /// <param name="fetch">One answer, from a cursor on.</param>
    /// <param name="take">Gets each answer; <see langword="false"/>: enough.</param>
    public async Task WalkAsync(
        ItemWork work,
        FetchedAnswers fetched,
        string name,
        Func<string?, Task<NotionList<NotionObject>>> fetch,
        Func<NotionList<NotionObject>, bool> take,
        CancellationToken cancellationToken)
    {
        var asked = new List<string>();
        string? cursor = null;

        for (var restarts = 0; ;)
        {
            try
            {
                asked.Add($"{name} {cursor}");
                var list = await FetchAsync(work, fetched, asked[^1], () => fetch(cursor));
                cursor = list.NextCursor;

                if (!take(list) || cursor is null)
                {
                    return;
                }
            }
            catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && cursor is not null && restarts < MaxRestarts)
            {
                restarts++;
                cursor = null;
                asked.ForEach(key => fetched.Remove(work.Item.Id, key));
                asked.Clear();
            }
            catch (NotionRateLimitedException)
            {
                await checkpoints.SaveAsync(work, fetched, cancellationToken);
                throw;
            }
        }
    }

    private static async Task<NotionList<NotionObject>> FetchAsync(ItemWork work, FetchedAnswers fetched, string key, Func<Task<NotionList<NotionObject>>> fetch)
    {
        if (!fetched.TryGet(work.Item.Id, key, out var known) || known is not { } answer)
        {
            answer = NotionListJson.Write(await fetch());
            fetched.Set(work.Item.Id, key, answer);
        }

        return NotionJson.ReadList(answer, NotionJson.ReadObject);
    }
}
