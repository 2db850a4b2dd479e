using System.Reflection;

namespace NotionSync.LocalHost.Functions;

/// <summary>A method with <c>[Function]</c>: its name and the parameter that triggers it.</summary>
/// <param name="TriggerAttribute">The HTTP, timer or queue trigger attribute of <paramref name="Trigger"/>.</param>
internal sealed record FunctionDefinition(string Name, MethodInfo Method, ParameterInfo Trigger, Attribute TriggerAttribute)
{
    /// <summary>The class and method, for messages.</summary>
    public string Place => $"{Method.DeclaringType!.Name}.{Method.Name}";
}
