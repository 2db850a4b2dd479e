namespace NotionSync.Notion;

/// <summary>One answer of the page-property endpoint: the value of a property beyond what a page object carries.</summary>
/// <param name="Type">Notion's name of the property's type, for example <c>relation</c>.</param>
/// <param name="Items">The JSON of each item; for a type that is not a list, the one value.</param>
/// <param name="Summary">The JSON under <c>property_item</c> of a list; a roll-up's value is final there only on the last answer.</param>
public sealed record NotionPropertyItems(
    string Type,
    IReadOnlyList<ReadOnlyMemory<byte>> Items,
    ReadOnlyMemory<byte> Summary,
    string? NextCursor)
{
    /// <summary>The answer as Notion sent it.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }
}
