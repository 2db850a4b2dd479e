namespace NotionSync.Markdown.Inlines;

/// <summary>What is set on a stretch of text.</summary>
[Flags]
internal enum Marks : byte
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Strikethrough = 4,
    Underline = 8,
    Code = 16,
    Colour = 32,
    Link = 64,
}

internal enum RunKind : byte
{
    Text,

    /// <summary>White space alone, which stands outside of emphasis in Markdown.</summary>
    Space,
    Equation,
}

/// <summary>A stretch of text that is the same throughout. The offsets are into the text of its <see cref="RunList"/>.</summary>
internal record struct Run
{
    public int Start;
    public int Length;
    public int LinkStart;
    public int LinkLength;
    public RunKind Kind;
    public Marks Marks;
    public TextColour Colour;

    public readonly int End => Start + Length;

    public readonly bool Has(Marks mark) => (Marks & mark) != 0;
}
