using NotionSync.Documents;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Imports one page: its blocks become Markdown, its files are stored, its sub-pages become items of the import.</summary>
public sealed class PageImporter(
    ImportLanes lanes,
    Checkpoints checkpoints,
    AttachmentCollector attachments,
    DocumentWriter documents,
    LiveCheck live)
{
    /// <summary>Requests that one invocation spends on a page; a bigger page goes on in the next.</summary>
    private static readonly BlockTreeOptions PerInvocation = new() { MaxCalls = 400 };

    private static readonly BlockTree NoBlocks = new([], [], Calls: 0, LowerBound: 0, IsComplete: true);

    public async Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject page, CancellationToken cancellationToken)
    {
        var fetched = await checkpoints.LoadAsync(work, cancellationToken);

        try
        {
            return await ImportAsync(work, page, fetched, cancellationToken);
        }
        catch (Exception exception) when (exception is NotionRateLimitedException or ImportPausedException)
        {
            await checkpoints.SaveAsync(work, fetched, cancellationToken);
            throw;
        }
    }

    private async Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject page, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var (import, connection) = (work.Run.Import, work.Run.Connection);
        var tree = await ReadAsync(work, page, fetched, cancellationToken);

        if (work.Item.IncludeSubpages)
        {
            await lanes.AddAsync(import, [.. ChildFinder.Find(tree.Blocks).Select(child => ToItem(child, work.Item))], cancellationToken);
        }

        var files = await attachments.CollectAsync(work, page, tree.Blocks, cancellationToken);
        var completed = await PropertyCompleter.CompleteAsync(work, page, cancellationToken);
        var markdown = MarkdownConverter.Convert(page, tree.Blocks, new() { Attachments = files.Names, CompletedProperties = completed });

        if (work.Item.As == ImportAs.File && files.Content is null)
        {
            return ImportOutcome.Failed(work.Item with { Title = page.Title }, work.Calls, "no_file", "The page has no file or PDF block that could be stored.");
        }

        await live.EnsureAsync(import, connection, cancellationToken);

        var isWritten = await documents.WriteAsync(
            new()
            {
                TenantId = import.TenantId,
                Title = page.Title,
                Source = Sources.Of(page, connection.Id),
                Markdown = markdown.Utf8,
                Properties = Sources.Properties(page),
                Attachments = files.Attachments,
                File = work.Item.As == ImportAs.Markdown ? null : files.Content,
                AccessLevel = import.AccessLevel,
                WrittenBy = import.Id,
            },
            cancellationToken);

        await checkpoints.RemoveAsync(work, cancellationToken);

        return new(
            isWritten ? ImportItemState.Imported : ImportItemState.Unchanged,
            page.Title,
            work.Calls,
            files.Failures,
            [.. markdown.Unsupported.Select(block => new ImportNote(page.Id, block.Id, "unsupported_block", block.Reason))]);
    }

    private static async Task<BlockTree> ReadAsync(ItemWork work, NotionObject page, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        if (!work.Item.MayHaveBlocks)
        {
            return NoBlocks;
        }

        var tree = await new BlockTreeReader(work.Client, PerInvocation).ReadAsync(page.Id, fetched, cancellationToken);

        if (!tree.IsComplete)
        {
            throw new ImportPausedException(TimeSpan.Zero);
        }

        work.LowerBound += tree.LowerBound;
        return tree;
    }

    private static ImportItem ToItem(ChildBlock child, ImportItem parent)
        => new()
        {
            Id = child.Id,
            Kind = child.Kind == "page" ? ImportItemKind.Page : ImportItemKind.Database,
            Title = child.Title,
            IncludeSubpages = true,
            As = parent.As == ImportAs.File ? ImportAs.Auto : parent.As,
            MayHaveBlocks = child.HasChildren,
        };
}
