using NotionSync.Cli.Api;

namespace NotionSync.Cli.Exporting;

/// <summary>A document with those whose pages lie below its page in Notion.</summary>
internal sealed record DocumentNode(Document Document)
{
    public List<DocumentNode> Children { get; } = [];
}
