using NotionSync.Cli.Reporting;

namespace NotionSync.Tests.Cli;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(null, "?")]
    [InlineData(0L, "0 B")]
    [InlineData(999L, "999 B")]
    [InlineData(1000L, "1.0 kB")]
    [InlineData(999_960L, "1.0 MB")]
    [InlineData(62_914_560L, "62.9 MB")]
    public void Sizes_are_told_in_a_unit_that_fits(long? bytes, string text)
        => Assert.Equal(text, Quantity.Bytes(bytes));
}
