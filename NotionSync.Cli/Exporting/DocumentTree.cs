using NotionSync.Cli.Api;

namespace NotionSync.Cli.Exporting;

/// <summary>The documents in the order of Notion's page tree. Each appears once, whatever its parents say.</summary>
internal sealed class DocumentTree
{
    private readonly List<DocumentNode> _roots = [];

    private DocumentTree(int count) => Count = count;

    public int Count { get; }

    public IReadOnlyList<DocumentNode> Roots => _roots;

    public static DocumentTree Build(IReadOnlyCollection<Document> documents)
    {
        var nodes = documents.Select((document) => new DocumentNode(document)).ToList();
        var bySource = nodes
            .Where((node) => node.Document.Source?.Id is not null)
            .DistinctBy((node) => node.Document.Source!.Id)
            .ToDictionary((node) => node.Document.Source!.Id!);
        var tree = new DocumentTree(nodes.Count);

        foreach (var node in nodes)
        {
            var parent = Parent(node, bySource);
            (parent is null || IsBelow(parent, node, bySource) ? tree._roots : parent.Children).Add(node);
        }

        return tree;
    }

    /// <summary>Every document, parents before their children, with its depth (0 for a root).</summary>
    public IEnumerable<(DocumentNode Node, int Depth)> Walk()
    {
        var stack = new Stack<(DocumentNode Node, int Depth)>(_roots.Select((root) => (root, 0)).Reverse());

        while (stack.TryPop(out var step))
        {
            yield return step;

            for (var index = step.Node.Children.Count - 1; index >= 0; index--)
            {
                stack.Push((step.Node.Children[index], step.Depth + 1));
            }
        }
    }

    private static DocumentNode? Parent(DocumentNode node, Dictionary<string, DocumentNode> bySource)
        => Find(node.Document.Source?.Parent?.Id, bySource) ?? Find(node.Document.Source?.Parent?.DatabaseId, bySource);

    private static DocumentNode? Find(string? source, Dictionary<string, DocumentNode> bySource)
        => source is null ? null : bySource.GetValueOrDefault(source);

    // A page that is, through its parents, its own ancestor: the cycle is cut here and the page shown as a root.
    private static bool IsBelow(DocumentNode? node, DocumentNode ancestor, Dictionary<string, DocumentNode> bySource)
    {
        var seen = new HashSet<DocumentNode>(ReferenceEqualityComparer.Instance);

        while (node is not null && seen.Add(node))
        {
            if (ReferenceEquals(node, ancestor))
            {
                return true;
            }

            node = Parent(node, bySource);
        }

        return false;
    }
}
