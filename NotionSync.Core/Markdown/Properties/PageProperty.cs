namespace NotionSync.Markdown.Properties;

/// <summary>A property of a page with its value, as far as Notion tells it.</summary>
/// <param name="Id">As Notion writes it: already URL-encoded.</param>
/// <param name="Type">Notion's own name of the type; any text, also names we do not know yet.</param>
public sealed record PageProperty(string Id, string Name, string Type, PropertyValue Value);

/// <summary>What a property holds.</summary>
public abstract record PropertyValue
{
    public static PropertyValue Empty { get; } = new EmptyValue();
}

public sealed record EmptyValue : PropertyValue;

public sealed record NumberValue(decimal Number) : PropertyValue;

public sealed record FlagValue(bool IsSet) : PropertyValue;

/// <summary>One text: a name, a date, an address.</summary>
/// <param name="Url">Where it leads; null where it is no link.</param>
public sealed record TextValue(string Text, string? Url = null) : PropertyValue;

/// <param name="Text">The text without its marks.</param>
/// <param name="Json">The rich-text array as Notion sends it.</param>
public sealed record RichTextValue(string Text, ReadOnlyMemory<byte> Json) : PropertyValue;

public sealed record ListValue(IReadOnlyList<PropertyValue> Items) : PropertyValue;

/// <summary>Notion does not compute the value for its API. Not the same as empty or zero.</summary>
public sealed record UnavailableValue(string Reason) : PropertyValue;
