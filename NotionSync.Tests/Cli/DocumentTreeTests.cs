using NotionSync.Cli.Api;
using NotionSync.Cli.Exporting;

namespace NotionSync.Tests.Cli;

public sealed class DocumentTreeTests
{
    [Fact]
    public void Children_follow_their_parents_whatever_the_order_they_come_in()
        => Assert.Equal(["a0", "b1", "c2", "d1", "e0"], Walk(("c", "b"), ("a", null), ("b", "a"), ("e", null), ("d", "a")));

    [Fact]
    public void A_document_whose_parent_was_not_imported_is_a_root()
        => Assert.Equal(["a0"], Walk(("a", "elsewhere")));

    [Fact]
    public void A_row_lies_below_its_database()
    {
        var database = Document("database", parent: null);
        var row = Document("row", parent: null) with { Source = new("row", Url: null, new("data_source_id", "unknown here", "database")) };

        Assert.Equal([0, 1], DocumentTree.Build([row, database]).Walk().Select((step) => step.Depth));
    }

    [Fact]
    public void A_cycle_of_parents_loses_no_document()
        => Assert.Equal(["a", "b", "c"], Walk(("a", "b"), ("b", "a"), ("c", "c")).Select((step) => step[..1]).Order());

    [Fact]
    public void Two_documents_of_one_page_are_both_there()
        => Assert.Equal(2, Walk(("a", null), ("a", null)).Count);

    private static List<string> Walk(params (string Page, string? Parent)[] pages)
        => [.. DocumentTree.Build([.. pages.Select((page) => Document(page.Page, page.Parent))])
            .Walk()
            .Select((step) => $"{step.Node.Document.Source!.Id}{step.Depth}")];

    private static Document Document(string page, string? parent)
        => new($"document of {page}", page, "markdown", new(page, Url: null, new("page_id", parent)), Content: null, Attachments: []);
}
