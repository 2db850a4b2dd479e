using System.Collections.Frozen;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>What the conversion of a page needs to know besides its blocks.</summary>
public sealed record MarkdownContext
{
    // Above Empty, which is made of it: static members come to life in this order.
    private static readonly IReadOnlyDictionary<NotionId, string> EmptyNames = new Dictionary<NotionId, string>();

    public static MarkdownContext Empty { get; } = new();

    public MarkdownOptions Options { get; init; } = MarkdownOptions.Default;

    /// <summary>
    /// The stored copy of a media block's file, by block id: a safe file name without a folder. A file that Notion
    /// hosts and that has no name here is shown as a placeholder, because its own URL expires within the hour.
    /// </summary>
    public IReadOnlyDictionary<NotionId, string> Attachments { get; init; } = FrozenDictionary<NotionId, string>.Empty;

    /// <summary>The title of the database behind a <c>child_database</c> block that is a linked view, by block id.</summary>
    public IReadOnlyDictionary<NotionId, string> LinkedViews { get; init; } = FrozenDictionary<NotionId, string>.Empty;

    /// <summary>By property id: values fetched in full because the page carries them cut off; see <see cref="Properties.PropertyReader.NeedsMore"/>.</summary>
    public IReadOnlyDictionary<string, NotionPropertyItems> CompletedProperties { get; init; } = FrozenDictionary<string, NotionPropertyItems>.Empty;

    /// <summary>The stored copies of files in properties: by address as far as it stays the same (see <see cref="MediaReference.Key"/>), their names.</summary>
    public IReadOnlyDictionary<string, string> PropertyFiles { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The comments to show at the end; none unless they were asked for.</summary>
    public IReadOnlyList<NotionComment> Comments { get; init; } = [];
}
