namespace NotionSync.Documents;

/// <summary>A document as an import or a sync made it, before it is compared with what the library holds.</summary>
public sealed record DocumentDraft
{
    public required string TenantId { get; init; }

    public required string Title { get; init; }

    public required DocumentSource Source { get; init; }

    /// <summary>The whole page as Markdown, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Markdown { get; init; }

    /// <summary>The object's properties as Notion gave them (JSON); empty where it has none.</summary>
    public ReadOnlyMemory<byte> Properties { get; init; }

    /// <summary>Stored already, see <see cref="ContentPath.File"/>.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The attachment that is the document's content; <see langword="null"/>: the Markdown is.</summary>
    public Attachment? File { get; init; }

    /// <summary>The widest level that the document may get if it is new; one that exists keeps its own.</summary>
    public required AccessLevel AccessLevel { get; init; }

    /// <summary>What was asked for. Sub-pages that were wanted once stay wanted.</summary>
    public required DocumentWish Wish { get; init; }

    /// <summary>When the content began to be read from Notion.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>Found below another page, not asked for: if it is new, it gets no wider level than that page's document has now.</summary>
    public bool IsSubpage { get; init; }

    /// <summary>The run that writes.</summary>
    public required string WrittenBy { get; init; }

    public string DocumentId => Document.IdFor(Source.ConnectionId, Source.Id);
}
