using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Tests.Syncing;

/// <summary>
/// Many documents, of which 10 change, 3 are new, 2 go to the trash, 1 moves and 1 is edited twice within a minute; then
/// one sync.
/// </summary>
internal static class ChangeScenario
{
    /// <param name="Wrong">What an independent walk finds wrong afterwards; nothing, it is hoped.</param>
    /// <param name="Calls">What the sync asked of Notion, as counted there.</param>
    /// <param name="LowerBound">The blocks of pages that changed or are new, a hundred a call. Lists of what changed come on top.</param>
    internal sealed record Result(IReadOnlyList<string> Wrong, ImportReport Report, int Calls, int LowerBound, int Documents);

    public static async Task<Result> RunAsync(SyncWorld world, int pages)
    {
        var root = await world.GenerateAsync(new { kind = "pages", pages, blocks = 5, depth = 4 });
        await world.ImportAsync(root);
        world.Time.Advance(TimeSpan.FromHours(1));

        var documents = await world.DocumentsAsync();
        var leaves = documents.ExceptBy(documents.Select(document => document.Source.Parent.Id), document => document.Source.Id).Select(document => document.Source.Id.ToString()).ToList();
        var touched = new HashSet<string>();

        foreach (var page in leaves[..10])
        {
            await world.WriteAsync(page, "One of ten edits.");
            touched.Add(page);
        }

        for (var number = 1; number <= 3; number++)
        {
            touched.Add(await world.AddPageAsync(root, $"New page {number}", "It was not there before."));
        }

        touched.Add(root);

        foreach (var page in leaves[10..12])
        {
            await world.EditAsync(page, new { trashed = true });
        }

        // The pages that it leaves and comes to show it, so a person's Notion gives them a new time too; the emulator does not.
        var moved = leaves[12];
        await world.EditAsync(moved, new { parent = root });
        touched.Add(moved);

        await world.WriteAsync(leaves[13], "First edit of a minute.");
        await world.WriteAsync(leaves[13], "Second edit of the same minute.");
        touched.Add(leaves[13]);
        await world.CallsAsync();

        var before = documents.ToDictionary(document => document.Id);
        var report = await world.SyncAsync();
        var calls = await world.CallsAsync();
        var lowerBound = 0;

        foreach (var page in touched)
        {
            lowerBound += await CountAnswersAsync(world, page);
        }

        var wrong = new List<string>();
        wrong.AddRange(await CheckAsync(world, root, before, leaves));
        return new(wrong, report, calls, lowerBound, documents.Count);
    }

    private static async Task<List<string>> CheckAsync(SyncWorld world, string root, Dictionary<string, Document> before, List<string> leaves)
    {
        var wrong = new List<string>();
        var after = await world.DocumentsAsync();

        foreach (var page in leaves[10..12])
        {
            var trashed = await world.DocumentAsync(page);

            if (trashed is not { Status: DocumentStatus.MissingInSource, Absence.Reason: AbsenceReason.InTrash })
            {
                wrong.Add($"{trashed.SourceTitle} lies in the trash, and its document is {trashed.Status}");
            }
        }

        if (after.Count != before.Count + 3)
        {
            wrong.Add($"There are {after.Count} documents, and were {before.Count}");
        }

        wrong.AddRange(after
            .Where(document => before.TryGetValue(document.Id, out var old) && old.ContentHash == document.ContentHash && old.Version != document.Version)
            .Select(document => $"{document.SourceTitle} has a new version without a change"));

        // A page in the trash leaves its parent's blocks; what the walk does not meet any more is checked above.
        wrong.AddRange(await Walk.CompareAsync(world, root));
        return wrong;
    }

    private static async Task<int> CountAnswersAsync(SyncWorld world, string block)
    {
        var (answers, cursor) = (0, (string?)null);
        var rest = new Queue<string>();

        do
        {
            var answer = await world.SendAsync(HttpMethod.Get, $"/v1/blocks/{block}/children?page_size=100{(cursor is null ? string.Empty : $"&start_cursor={cursor}")}", null);
            answers++;

            foreach (var child in answer["results"]!.AsArray().Where(child => (bool)child!["has_children"]! && (string)child["type"]! is not ("child_page" or "child_database")))
            {
                rest.Enqueue((string)child!["id"]!);
            }

            cursor = (string?)answer["next_cursor"];
        }
        while (cursor is not null);

        foreach (var child in rest)
        {
            answers += await CountAnswersAsync(world, child);
        }

        return answers;
    }
}
