using NotionSync.Documents;
using NotionSync.Importing.Fetching;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Imports one page: its blocks become Markdown, its files are stored, its sub-pages become items of the import.</summary>
public sealed class PageImporter(
    ItemChildren children,
    PageFetcher fetcher,
    AttachmentCollector attachments,
    CommentCollector commentary,
    DocumentWriter documents,
    LiveCheck live)
{
    private static readonly BlockTree NoBlocks = new([], [], Calls: 0, LowerBound: 0, IsComplete: true);

    public async Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject page, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.LoadAsync(work, cancellationToken);

        try
        {
            return await ImportAsync(work, page, fetched, cancellationToken);
        }
        catch (Exception exception) when (exception is NotionRateLimitedException or (ImportPausedException and not ImportHandedOnException))
        {
            await fetcher.SaveAsync(work, fetched, cancellationToken);
            throw;
        }
    }

    private async Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject page, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var (import, connection) = (work.Run.Import, work.Run.Connection);
        var tree = await ReadAsync(work, page, fetched, cancellationToken);

        if (work.Item.IncludeSubpages)
        {
            await children.AddAsync(work, [.. ChildFinder.Find(tree.Blocks).Select(child => ToItem(child, work.Item))], cancellationToken);
        }

        var completed = await new PropertyCompleter(work, fetched).CompleteAsync(page, cancellationToken);
        var comments = await commentary.CollectAsync(work, page, tree.Blocks, fetched, cancellationToken);

        // Last: what comes before may pause, and files are not kept meanwhile.
        var files = await attachments.CollectAsync(work, page, tree.Blocks, cancellationToken);
        var markdown = MarkdownConverter.Convert(page, tree.Blocks, new()
        {
            Attachments = files.Names,
            PropertyFiles = files.PropertyNames,
            CompletedProperties = completed,
            Comments = comments.Comments,
        });

        if (work.Item.As == ImportAs.File && files.Content is null)
        {
            return ImportOutcome.Failed(work.Item with { Title = page.Title }, work.Calls, "no_file", "The page has no file or PDF block that could be stored.");
        }

        await live.EnsureAsync(work.Run, cancellationToken);

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
                AccessLevel = work.Item.AccessLevel ?? import.AccessLevel,
                IsSubpage = work.Item.IsSubpage,
                Wish = new(work.Item.IncludeSubpages, work.Item.As, comments.Scope),
                FetchedAt = work.FetchedSince,
                WrittenBy = import.Id,
            },
            cancellationToken);

        await live.SettleAsync(work.Run, page.Id, cancellationToken);
        await fetcher.RemoveAsync(work, cancellationToken);
        work.BytesStored += isWritten ? markdown.Utf8.Length : 0;

        return new(
            isWritten ? ImportItemState.Imported : ImportItemState.Unchanged,
            page.Title,
            work.Calls,
            files.Failures,
            [.. markdown.Unsupported.Select(block => new ImportNote(page.Id, block.Id, "unsupported_block", block.Reason)), .. NotesOf(page, comments)]);
    }

    private static IEnumerable<ImportNote> NotesOf(NotionObject page, PageComments comments)
    {
        if (comments.IsForbidden)
        {
            yield return new(page.Id, page.Id, "comments_forbidden", "The connection may not read comments in Notion.");
        }
    }

    private async Task<BlockTree> ReadAsync(ItemWork work, NotionObject page, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        if (!work.Item.MayHaveBlocks)
        {
            return NoBlocks;
        }

        var tree = await fetcher.ReadAsync(work, page.Id, fetched, cancellationToken);
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
            AccessLevel = parent.AccessLevel,
            IsSubpage = true,
            Comments = parent.Comments,
            MayHaveBlocks = child.HasChildren,
        };
}
