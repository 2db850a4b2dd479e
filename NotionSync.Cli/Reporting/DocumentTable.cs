using NotionSync.Cli.Api;
using NotionSync.Cli.Exporting;
using Spectre.Console;

namespace NotionSync.Cli.Reporting;

/// <summary>The documents as a table, children indented below their parents.</summary>
internal sealed class DocumentTable(IAnsiConsole console)
{
    private const int MaxRows = 50;
    private const int MaxTitle = 60;
    private const int MaxIndent = 8;

    // Columns on anything narrower would be a word wide.
    private const int MinWidth = 60;

    public void Write(NotionSyncApi api, DocumentTree documents)
    {
        if (documents.Count is 0)
        {
            return;
        }

        var shown = documents.Walk().Take(MaxRows).ToList();

        if (console.Profile.Width < MinWidth)
        {
            WriteList(shown);
        }
        else
        {
            WriteTable(shown);
        }

        console.Line($"'Where' is below {api.Url(".").AbsoluteUri}");

        if (documents.Count > shown.Count)
        {
            console.Line($"... and {Quantity.Of(documents.Count - shown.Count, "more document")}: {api.Url("documents")}");
        }
    }

    private void WriteTable(List<(DocumentNode Node, int Depth)> shown)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("Title")
            .AddColumn("Kind", (column) => column.NoWrap())
            .AddColumn("Size", (column) => column.NoWrap().RightAligned())
            .AddColumn("Where");

        foreach (var (node, depth) in shown)
        {
            var document = node.Document;
            table.AddRow(
                new Text(Title(document, depth)),
                new Text(Kind(document)),
                new Text(Quantity.Bytes(document.Content?.Size)),
                new Text(NotionSyncApi.DocumentPath(document.Id)));
        }

        console.Write(table);
    }

    private void WriteList(List<(DocumentNode Node, int Depth)> shown)
    {
        foreach (var (node, depth) in shown)
        {
            var document = node.Document;
            console.Line($"{Title(document, depth)} ({Kind(document)}, {Quantity.Bytes(document.Content?.Size)})");
            console.Line($"  {NotionSyncApi.DocumentPath(document.Id)}");
        }
    }

    private static string Title(Document document, int depth)
    {
        var title = Terminal.Printable(document.Title is { Length: > 0 } given ? given : "(untitled)");
        var cut = title.Length <= MaxTitle ? title : $"{title[..(char.IsHighSurrogate(title[MaxTitle - 2]) ? MaxTitle - 2 : MaxTitle - 1)]}…";
        return new string(' ', 2 * Math.Min(depth, MaxIndent)) + cut;
    }

    private static string Kind(Document document) => document.Attachments is { Count: > 0 } attachments
        ? $"{document.Kind} + {Quantity.Of(attachments.Count, "file")}"
        : document.Kind ?? "?";
}
