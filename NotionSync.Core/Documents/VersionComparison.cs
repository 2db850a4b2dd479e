using DiffPlex;
using DiffPlex.Model;

namespace NotionSync.Documents;

/// <summary>What changed from one version of a document to another, line by line of the Markdown.</summary>
/// <param name="Changes">In the order of the text; what is the same is left out.</param>
public sealed record VersionComparison(int From, int To, string FromTitle, string ToTitle, IReadOnlyList<LineChange> Changes);

/// <param name="FromLine">The first line that goes, counted from 1; where none goes, the line before which others come.</param>
/// <param name="ToLine">The same in the other version.</param>
public sealed record LineChange(int FromLine, IReadOnlyList<string> Removed, int ToLine, IReadOnlyList<string> Added);

/// <summary>Compares versions.</summary>
public sealed class VersionComparer(DocumentLibrary library)
{
    /// <summary>The time of a comparison grows with the square of what changed.</summary>
    public const int MaxLines = 10_000;

    /// <exception cref="ProblemException"><c>too_large</c>: one of them has more than <see cref="MaxLines"/> lines.</exception>
    public async Task<VersionComparison> CompareAsync(Document document, DocumentVersion from, DocumentVersion to, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(document.At(from), cancellationToken);
        var after = await ReadAsync(document.At(to), cancellationToken);
        var difference = new Differ().CreateLineDiffs(before, after, ignoreWhitespace: false);

        return new(from.Number, to.Number, from.Title, to.Title, [.. difference.DiffBlocks.Select(block => ToChange(block, difference))]);
    }

    private async Task<string> ReadAsync(Document document, CancellationToken cancellationToken)
    {
        var markdown = await library.ReadStoredMarkdownAsync(document, cancellationToken);

        return markdown.AsSpan().Count('\n') <= MaxLines
            ? markdown
            : throw new ProblemException(ProblemKind.Unprocessable, "too_large", $"Versions of more than {MaxLines} lines are not compared.");
    }

    private static LineChange ToChange(DiffBlock block, DiffResult difference)
        => new(
            block.DeleteStartA + 1,
            [.. difference.PiecesOld.Skip(block.DeleteStartA).Take(block.DeleteCountA)],
            block.InsertStartB + 1,
            [.. difference.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB)]);
}
