using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Fetches the property values that Notion cuts off in page objects: more than 25 references, people or mentions. Asks
/// only for those that are cut off; most pages cost no call.
/// </summary>
public static class PropertyCompleter
{
    /// <returns>The whole values, by property id.</returns>
    public static async Task<IReadOnlyDictionary<string, NotionPropertyItems>> CompleteAsync(ItemWork work, NotionObject page, CancellationToken cancellationToken)
    {
        var completed = new Dictionary<string, NotionPropertyItems>();

        foreach (var id in PropertyReader.NeedsMore(page.Json))
        {
            completed[id] = await ReadAsync(work, page.Id, id, cancellationToken);
        }

        return completed;
    }

    private static async Task<NotionPropertyItems> ReadAsync(ItemWork work, NotionId pageId, string propertyId, CancellationToken cancellationToken)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        NotionPropertyItems answer;
        string? cursor = null;

        do
        {
            answer = await work.Client.GetPagePropertyAsync(pageId, propertyId, cursor, cancellationToken);
            work.LowerBound++;
            items.AddRange(answer.Items);
            cursor = answer.NextCursor;
        }
        while (cursor is not null);

        return answer with { Items = items };
    }
}
