using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>The people and bots of the workspace, guests aside: Notion does not list them.</summary>
internal sealed class UserStream(StreamRun run)
{
    public async IAsyncEnumerable<StreamStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var users = new PagedListing<ReadOnlyMemory<byte>>(run.Notion.ListRawUsersAsync, json => NotionJson.ReadUser(json).Id, run.List);

        while (true)
        {
            while (users.TryTake(out var user))
            {
                run.List = users.Place;
                yield return new(RecordJson.OfUser(user));
            }

            if (!users.HasMore)
            {
                yield break;
            }

            await users.LoadAsync(cancellationToken);
            yield return default;
        }
    }
}
