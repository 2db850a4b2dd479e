using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Fetches the property values that Notion cuts off in page objects: more than 25 references, people or mentions. Asks
/// only for those that are cut off; most pages cost no call.
/// </summary>
/// <param name="fetched">What was fetched before is taken from here, and what is fetched now is added.</param>
internal sealed class PropertyCompleter(ItemWork work, FetchedAnswers fetched)
{
    /// <summary>Calls for values that one invocation makes; the next goes on.</summary>
    private const int MaxCalls = 400;

    private int _calls;

    /// <returns>The whole values, by property id.</returns>
    /// <exception cref="ImportPausedException">The invocation has made its share of calls.</exception>
    public async Task<IReadOnlyDictionary<string, NotionPropertyItems>> CompleteAsync(NotionObject page, CancellationToken cancellationToken)
    {
        var completed = new Dictionary<string, NotionPropertyItems>();

        foreach (var id in PropertyReader.NeedsMore(page.Json))
        {
            completed[id] = await ReadAsync(page.Id, id, cancellationToken);
        }

        return completed;
    }

    private async Task<NotionPropertyItems> ReadAsync(NotionId pageId, string propertyId, CancellationToken cancellationToken)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        NotionPropertyItems answer;
        string? cursor = null;

        do
        {
            answer = await GetAsync(pageId, propertyId, cursor, cancellationToken);
            work.LowerBound++;
            items.AddRange(answer.Items);
            cursor = answer.NextCursor;
        }
        while (cursor is not null);

        return answer with { Items = items };
    }

    private async Task<NotionPropertyItems> GetAsync(NotionId pageId, string propertyId, string? cursor, CancellationToken cancellationToken)
    {
        var key = $"property {propertyId} {cursor}";

        if (fetched.TryGet(pageId, key, out var known) && known is { } kept)
        {
            return NotionJson.ReadPropertyItems(kept);
        }

        if (++_calls > MaxCalls)
        {
            throw new ImportPausedException(TimeSpan.Zero);
        }

        var answer = await work.Client.GetPagePropertyAsync(pageId, propertyId, cursor, cancellationToken);
        fetched.Set(pageId, key, answer.Json);
        return answer;
    }
}
