namespace CimGen.Networks.Yaml;

/// <summary>Where the random weights of a network in YAML lie.</summary>
internal enum WeightRange
{
    /// <summary>-0.5 to 0.5.</summary>
    Unit,

    /// <summary>-b to b with b = sqrt(6 / inputs of a kernel), so that values keep their size behind a ReLU from layer to layer (He et al., ICCV 2015).</summary>
    FanIn,
}
