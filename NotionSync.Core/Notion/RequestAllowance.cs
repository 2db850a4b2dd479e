using System.ComponentModel;
using System.Globalization;

namespace NotionSync.Notion;

/// <summary>
/// What a connection may send in one window, as a setting: a number, 0 for no limit of our own, or <c>auto</c> where the
/// workspace's plan is not known.
/// </summary>
/// <remarks>
/// With <c>auto</c> a connection starts with 180, which every plan allows. Once it has used that up for two windows and
/// wants more, it takes a few requests beyond, then a few more, as long as Notion serves them; 361 served in one window
/// prove the 600 of the Business and Enterprise plans, however Notion counts. A refusal ends the climb at 180, and the
/// next one is tried a day later, then two days later, and so on up to eight: a connection of a smaller plan meets a
/// 429 about once a week, and only while it imports more than three windows' worth at full speed.
/// </remarks>
[TypeConverter(typeof(RequestAllowanceConverter))]
public readonly record struct RequestAllowance
{
    /// <summary>Learned from what Notion serves.</summary>
    public static RequestAllowance Auto { get; }

    /// <summary>The number; null: <c>auto</c>.</summary>
    public int? Requests { get; private init; }

    /// <summary>Whether nothing is counted.</summary>
    public bool IsUnlimited => Requests == 0;

    public static implicit operator RequestAllowance(int requests) => FromInt32(requests);

    public static RequestAllowance FromInt32(int requests) => new() { Requests = requests };

    public override string ToString() => Requests?.ToString(CultureInfo.InvariantCulture) ?? "auto";
}

/// <summary>Reads the setting.</summary>
public sealed class RequestAllowanceConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType)
        => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <exception cref="FormatException">It is neither a whole number nor <c>auto</c>.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        => value switch
        {
            "" => RequestAllowance.Auto,
            string text when text.Equals("auto", StringComparison.OrdinalIgnoreCase) => RequestAllowance.Auto,
            string text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var requests) => RequestAllowance.FromInt32(requests),
            string => throw new FormatException("Notion__RequestsPerMinute must be a whole number or auto."),
            _ => base.ConvertFrom(context, culture, value),
        };
}
